"""Training: a name and its arguments go in, that part's weights come out. `python -m evals.training checker --data
DIR`
"""

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one training by name."""
    given = list(sys.argv[1:] if argv is None else argv)
    if not given or given[0] != "checker":
        print("usage: python -m evals.training checker --data DIR", file=sys.stderr)
        return 2
    from evals.training.checker import main as train_checker

    return train_checker(given[1:])


if __name__ == "__main__":
    raise SystemExit(main())

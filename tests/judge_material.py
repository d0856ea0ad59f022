"""What the tests of judges judge: a sentence that its source bears out, one it does not, a system that says both."""

from typing import Any

from evals_support import SAYS, case, cited, decline_case, output

from evals import Output
from evals.types import Sentence

REWORDED = "For most machine learning jobs nobody asks for a PhD."
DRAGONS = "Dragons hold most machine learning jobs."
LABELLED = (
    {"sentence": REWORDED, "quote": SAYS, "label_a": "supported", "label_b": "supported"},
    {"sentence": DRAGONS, "quote": SAYS, "label_a": "unsupported", "label_b": "contradicted"},
)
CASES = (case("a"), decline_case())


def told(*texts: str) -> Output:
    """An answer whose sentences all cite the same words."""
    return output("a", texts=texts, sentences=tuple(Sentence(text=t, cited=(cited(),)) for t in texts))


def system(question: Any) -> dict[str, Any]:
    if "PhD" not in str(question):
        return {"answer": "That is outside my field.", "declined": "out-of-scope"}
    return {"answer": f"{REWORDED[:-1]} [1]. {DRAGONS[:-1]} [1]. {SAYS[:-1]} [1].", "passages": [SAYS]}

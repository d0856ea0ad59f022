"""Latency: milliseconds and memory of a run go in, p50, p95, p99 and the peak come out.

Times differ from run to run, so that they stand in a file of their own (latency.json), beside the reports that do not
change. Quantiles by linear interpolation (Hyndman & Fan 1996, type 7).
"""

from collections.abc import Mapping, Sequence

from evals.statistics import quantile


def latency(milliseconds: Sequence[float], megabytes: Sequence[float] = ()) -> Mapping[str, float | int | None]:
    """Figures over all questions of one system; None of nothing."""
    return {
        "n": len(milliseconds),
        "p50_milliseconds": quantile(milliseconds, 0.5),
        "p95_milliseconds": quantile(milliseconds, 0.95),
        "p99_milliseconds": quantile(milliseconds, 0.99),
        "peak_megabytes": max(megabytes, default=None),
    }

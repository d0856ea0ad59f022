"""Memory: this process goes in, the most it has held so far comes out."""

import sys


def peak_megabytes() -> float:
    """In MiB; 0 where the platform does not tell (Windows). Linux counts it in KiB, macOS in bytes (getrusage(2))."""
    try:
        import resource
    except ImportError:
        return 0.0
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10), 1)

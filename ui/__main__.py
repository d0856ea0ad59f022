"""`python -m ui` is `groundwork`."""

from ui.cli import main

main()

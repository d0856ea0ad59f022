"""Ui: an answer goes in, a screen comes out: the page, the command line, and what they remember."""

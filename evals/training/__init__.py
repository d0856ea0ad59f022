"""Training: labelled sets go in, small weights come out."""

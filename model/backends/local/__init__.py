"""Open weights in this process, through transformers."""

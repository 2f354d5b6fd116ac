"""The Agent tab's parts: a drive, what the page shows of it, and what can be taken away."""

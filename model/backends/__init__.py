"""The backends behind the one seam of ``base.py``."""

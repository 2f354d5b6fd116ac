"""Marks shown on a picture, drawn into it, listed beside it and written out."""

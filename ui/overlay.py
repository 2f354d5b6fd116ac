"""The overlay: the full-size picture in the page with its marks as SVG on top."""

from ui.drawing import draw

__all__ = ["draw"]

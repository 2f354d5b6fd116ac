"""Charts of a page as data: measured on the drawing against its printed axis."""

from model.documents.charts.find import find_charts

__all__ = ["find_charts"]

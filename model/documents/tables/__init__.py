"""Tables of a page as data: drawn with lines, set in columns, or read off a picture."""

from model.documents.tables.find import find_tables
from model.documents.tables.join import joined

__all__ = ["find_tables", "joined"]

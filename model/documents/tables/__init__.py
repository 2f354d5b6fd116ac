"""Tables of a page as data: drawn with lines, set in columns, or read off a picture."""

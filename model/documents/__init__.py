"""Reading documents: their pages, words, structure, tables and charts, each with its place."""

"""Evidence search: the places of documents that bear on a question, without any model."""

from model.documents.evidence.search import search

__all__ = ["search"]

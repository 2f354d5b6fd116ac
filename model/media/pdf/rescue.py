"""The pages of a PDF whose list of them is lost: cut off in the download, or miscounted."""

from __future__ import annotations

from typing import Any

_OBJECT_END = b"endobj"


def count_pages(document: Any) -> tuple[int, bool]:
    """How many pages a PyMuPDF document has, and whether they had to be gathered for that.

    Pages without a list to name them are listed anew in the order in which the file holds them.
    """
    if (count := _count(document)) > 0:
        return count, False
    try:
        _list_pages(document)
    except Exception:  # MuPDF's errors share no base class but this one
        return 0, False
    return _count(document), True


def up_to_last_object(data: bytes) -> bytes:
    """The bytes of a PDF without what stands behind its last whole object; none if it has none."""
    end = data.rfind(_OBJECT_END)
    return data[: end + len(_OBJECT_END)] if end >= 0 else b""


def _count(document: Any) -> int:
    try:
        return int(document.page_count)
    except Exception:  # a count that cannot be is an error of its own
        return 0


def _list_pages(document: Any) -> None:
    """Write a page tree (ISO 32000-1, 7.7.3) of every page object that the file still has."""
    pages = [
        number
        for number in range(1, document.xref_length())
        if document.xref_get_key(number, "Type") == ("name", "/Page")
    ]
    tree = document.get_new_xref()
    kids = " ".join(f"{number} 0 R" for number in pages)
    document.update_object(tree, f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>")
    for number in pages:
        document.xref_set_key(number, "Parent", f"{tree} 0 R")
    catalog = document.get_new_xref()
    document.update_object(catalog, f"<</Type/Catalog/Pages {tree} 0 R>>")
    document.xref_set_key(-1, "Root", f"{catalog} 0 R")

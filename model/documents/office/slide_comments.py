"""What readers wrote on a slide: comments of old and new presentations, with their authors."""

from __future__ import annotations

from model.documents.office.drawing_colors import A
from model.errors import UnreadableFile
from model.media.office.package import Package

_MOST = 200


def comments_on(package: Package, slide: str) -> list[str]:
    """The comments on the slide whose part is ``slide``: "Ada: is this so?"; damaged ones less."""
    found: list[str] = []
    for part in package.related(slide, "comments"):
        try:
            root = package.tree(part)
        except UnreadableFile:
            continue
        authors = _authors(package)
        for comment in root.iter():
            # Replies are written as comments within comments, each with a body of its own.
            if not comment.tag.endswith(("}cm", "}reply")):
                continue
            texts = [
                piece.text or ""
                for child in comment
                if child.tag.endswith(("}text", "}txBody"))
                for piece in (child.iter(f"{A}t") if child.tag.endswith("}txBody") else (child,))
            ]
            words = " ".join(" ".join(texts).split())
            author = authors.get(comment.get("authorId", ""), "")
            if words and len(found) < _MOST:
                found.append(f"{author}: {words}" if author else words)
    return found


def _authors(package: Package) -> dict[str, str]:
    """Names by the ids that comments call them with."""
    found: dict[str, str] = {}
    for part in ("ppt/commentAuthors.xml", "ppt/authors.xml"):
        if part in package.parts:
            try:
                root = package.tree(part)
            except UnreadableFile:
                continue
            found |= {one.get("id", ""): one.get("name", "") for one in root}
    return found

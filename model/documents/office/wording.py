"""Plain text, Markdown, HTML and EPUB as pages."""

from __future__ import annotations

import html as escapes
import posixpath
import re
from pathlib import Path
from urllib.parse import unquote

from model.documents.office import flowed
from model.documents.office.markup import Finder, Markup, clean
from model.documents.office.parts import Converted
from model.documents.parts import DocumentKind
from model.errors import UnreadableFile
from model.media.office.package import Package, open_package
from model.settings import Settings

_OWN_PAGES = "The pages were laid out here; the file itself has none."
_REFLOWED = (
    "The pages were laid out here from the text, lists, tables and pictures; its own style was "
    "left out."
)
_FRONT_MATTER = re.compile(r"\A---\r?\n(.*?)\r?\n---\r?\n", re.DOTALL)
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_OPF = "{http://www.idpf.org/2007/opf}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_CIPHER = "{http://www.w3.org/2001/04/xmlenc#}"
_META_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


def convert_text(path: Path, settings: Settings, name: str) -> Converted:
    """Plain text, its lines kept; a form feed begins a new page."""
    text, notes = decode(path.read_bytes(), name)
    pages = []
    for number, sheet in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\f")):
        style = ' style="page-break-before:always"' if number else ""
        blocks = _BLANK_LINES.split(sheet.strip("\n"))
        body = "".join(f"<pre>{escapes.escape(block)}</pre>" for block in blocks)
        pages.append(f"<div{style}>{body}</div>")
    return _converted("text", Markup("".join(pages), {}, (), (), ()), name, settings, notes)


def convert_markdown(path: Path, settings: Settings, name: str) -> Converted:
    """Markdown with tables; pictures are shown only where they are written into the file itself."""
    from markdown_it import MarkdownIt

    text, notes = decode(path.read_bytes(), name)
    before = ""
    if front := _FRONT_MATTER.match(text):
        before, text = f"<pre>{escapes.escape(front[1])}</pre>", text[front.end() :]
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return _converted(
        "markdown", clean(before + reader.render(text), shown=flowed.shown), name, settings, notes
    )


def convert_html(path: Path, settings: Settings, name: str) -> Converted:
    """A web page's words, tables and inline pictures, without its style and scripts."""
    data = path.read_bytes()
    declared = _META_CHARSET.search(data[:4096])
    text, notes = decode(data, name, declared[1].decode() if declared else "")
    return _converted("html", clean(text, shown=flowed.shown), name, settings, notes, _REFLOWED)


def convert_epub(path: Path, settings: Settings, name: str) -> Converted:
    """A book: its chapters in the order of its spine.

    Raises ``UnreadableFile`` for a book whose chapters are locked (DRM) or missing.
    """
    package = open_package(path, name, settings)
    locked = _locked_parts(package)
    whole = Markup("", {}, (), (), ())
    lost = 0
    for number, part in enumerate(_spine(package)):
        if part in locked:
            raise UnreadableFile(
                f"{name!r} is locked by its seller (DRM) and can't be read here; bring a book "
                "without a lock."
            )
        if part not in package.parts:
            lost += 1
            continue
        text, _ = decode(package.parts[part], name)
        chapter = clean(text, _finder(package, part), f"e{number}-", flowed.shown)
        style = ' style="page-break-before:always"' if whole.html else ""
        whole = _joined(whole, chapter, style)
    if not whole.html:
        raise UnreadableFile(
            f"{name!r} names no chapters that can be read; get the book again or bring it as PDF."
        )
    notes = package.notes
    if lost:
        notes += (f"{lost} of its chapters {'is' if lost == 1 else 'are'} missing.",)
    return _converted("epub", whole, name, settings, notes, _REFLOWED)


def decode(data: bytes, name: str, declared: str = "") -> tuple[str, tuple[str, ...]]:
    """The text of a file and a note where its encoding was guessed.

    Raises ``UnreadableFile`` where the bytes are no text at all.
    """
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")
    ):  # fmt: skip
        if data.startswith(mark):
            return data.decode(encoding, "replace").lstrip("\ufeff"), ()
    for encoding in filter(None, ("utf-8", declared)):
        try:
            return data.decode(encoding), ()
        except (UnicodeDecodeError, LookupError):
            continue
    from charset_normalizer import from_bytes

    best = from_bytes(data[:1_000_000]).best()
    if best is None or b"\0" in data[:4096]:
        raise UnreadableFile(
            f"{name!r} is no text in any known encoding; save it as UTF-8 and try again."
        )
    note = f"It does not say how it is encoded; it was read as {best.encoding}."
    return data.decode(best.encoding, "replace"), (note,)


def _converted(
    kind: DocumentKind,
    markup: Markup,
    name: str,
    settings: Settings,
    notes: tuple[str, ...],
    approximate: str = _OWN_PAGES,
) -> Converted:
    pages = flowed.lay_out(markup.html, markup.files, name, settings)
    return Converted(
        pdf=pages.pdf,
        kind=kind,
        approximate=approximate,
        tables=flowed.tables(markup.tables, pages.spots),
        alt_texts=flowed.alt_texts(markup.alts, pages.spots),
        sections=flowed.sections(markup.headings, pages.spots),
        facts_notes=(
            *notes,
            *flowed.picture_notes(markup.outer, markup.unread),
            *flowed.cut_note(pages),
        ),
    )


def _joined(whole: Markup, chapter: Markup, style: str) -> Markup:
    return Markup(
        f"{whole.html}<div{style}>{chapter.html}</div>",
        {**whole.files, **chapter.files},
        whole.tables + chapter.tables,
        whole.headings + chapter.headings,
        whole.alts + chapter.alts,
        whole.outer + chapter.outer,
        whole.unread + chapter.unread,
    )


def _spine(package: Package) -> list[str]:
    """Names of a book's chapters in the order they are read."""
    container = package.tree("META-INF/container.xml")
    root = container.find(f".//{_CONTAINER}rootfile")
    opf = unquote(root.get("full-path", "")) if root is not None else ""
    book = package.tree(opf)
    folder = posixpath.dirname(opf)
    items = {
        item.get("id", ""): posixpath.normpath(
            posixpath.join(folder, unquote(item.get("href", "").split("#")[0]))
        )
        for item in book.iter(f"{_OPF}item")
    }
    refs = [ref.get("idref", "") for ref in book.iter(f"{_OPF}itemref")]
    return [items[ref] for ref in refs if ref in items]


def _locked_parts(package: Package) -> set[str]:
    if "META-INF/encryption.xml" not in package.parts:
        return set()
    tree = package.tree("META-INF/encryption.xml")
    return {unquote(row.get("URI", "")) for row in tree.iter(f"{_CIPHER}CipherReference")}


def _finder(package: Package, chapter: str) -> Finder:
    """Finds pictures of a book by their address relative to a chapter."""
    folder = posixpath.dirname(chapter)

    def find(source: str) -> bytes | None:
        path = posixpath.normpath(posixpath.join(folder, unquote(source.split("#")[0])))
        return package.parts.get(path.lstrip("/"))

    return find

"""How fast pages become pictures and words, against PyMuPDF alone doing the same.

``python -m tests.benchmarks.pages_read [FOLDER]`` reads every PDF in FOLDER (at most ``--pages`` of
each; without a folder a report made here) and prints Markdown tables. *Both* sides make an RGB
picture at the screen's dpi and words with a box for every character; ours also puts the lines in
reading order, decides whether the layer is to be believed. The two take turns page by page and
are timed in seconds of the processor, so that a busy machine is as slow for both. Then a file of
500 pages: the time until its first page is a picture, and memory while all of it is read, every
tenth page with its structure. ``--pages 0`` leaves the first part out.
"""

from __future__ import annotations

import argparse
import gc
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from model.documents import document as documents
from model.documents.document import Document, open_document
from model.errors import SightlineError
from model.media.pdf.engine import load
from model.settings import Settings

_LOREM = (
    "The quick brown fox jumps over the lazy dog while seven wizards box with quiet joy and nobody "
    "in the village minds the noise they make on such a day as this one. "
)


def report(path: Path, pages: int) -> Path:
    """Write a report of so many different pages: text, a table, a drawing on each."""
    made = load().open()
    for number in range(1, pages + 1):
        page = made.new_page()
        page.insert_text((60, 70), f"Chapter {number}", fontsize=18)
        for row in range(38):
            text = f"{number}.{row} {_LOREM}"[:105]
            page.insert_text((60, 100 + 13 * row), text, fontsize=9)
        for row in range(6):
            for column in range(4):
                box = (60 + 110 * column, 620 + 20 * row, 170 + 110 * column, 640 + 20 * row)
                page.draw_rect(box)
                page.insert_text((box[0] + 4, box[3] - 6), str(number * row * column), fontsize=9)
        page.draw_circle((500, 60), 20 + number % 10, fill=(0.2, 0.5, 0.8))
        page.clean_contents()  # one stream a page, as other programs write it
    made.save(path)
    made.close()
    return path


def bare(sheet: Any, dpi: int) -> None:
    """What PyMuPDF alone needs for a picture and a box for every character."""
    from PIL import Image

    pymupdf = load()
    pixmap = sheet.get_pixmap(dpi=dpi, colorspace=pymupdf.csRGB, alpha=False)
    Image.frombytes("RGB", (pixmap.width, pixmap.height), pixmap.samples_mv)
    flags = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP
    sheet.get_textpage(flags=flags).extractRAWDICT()


def race(path: Path, most: int, settings: Settings) -> tuple[int, float, float, float]:
    """Pages read, and seconds: ours, PyMuPDF's, and ours with all structure on top."""
    ours = theirs = structured = 0.0
    with open_document(path, settings) as document, load().open(str(path)) as plain:
        pages = min(document.facts.pages, most)
        for page in range(pages):
            turns = [
                ("ours", lambda page=page: _read(document, page, settings)),
                ("bare", lambda page=page: bare(plain.load_page(page), settings.page_dpi)),
            ]
            for who, turn in turns if page % 2 else reversed(turns):
                began = time.thread_time()
                turn()
                spent = time.thread_time() - began
                ours, theirs = (ours + spent, theirs) if who == "ours" else (ours, theirs + spent)
        for page in range(pages):
            began = time.thread_time()
            document.content(page)
            structured += time.thread_time() - began
    return pages, ours, theirs, structured


def _read(document: Document, page: int, settings: Settings) -> None:
    document.text(page)
    document.picture(page, settings.page_dpi)


def resident() -> float:
    """Memory of this process in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def long_file(path: Path, settings: Settings) -> Iterator[str]:
    """Rows about a long file: the wait for its first page, and memory as it is read through."""
    began = time.perf_counter()
    with open_document(path, settings) as document:
        opened = time.perf_counter() - began
        document.picture(0, settings.page_dpi)
        seen = time.perf_counter() - began
        yield f"| opened | {opened:.3f} s |"
        yield f"| first page a picture | {seen:.3f} s |"
        pages = document.facts.pages
        for page in range(pages):
            _read(document, page, settings)
            if page % 10 == 0:
                document.content(page)
            if page in (pages // 10, pages // 2, pages - 1):
                gc.collect()
                yield f"| memory behind page {page + 1} | {resident():.0f} MB |"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--pages", type=int, default=20)
    options = parser.parse_args()
    settings = Settings()
    load()
    with tempfile.TemporaryDirectory() as scratch:
        files = sorted(options.folder.glob("*.pdf")) if options.folder else []
        files = files or [report(Path(scratch) / "report.pdf", 40)]
        print("| file | pages | pages/s | PyMuPDF pages/s | ratio | + structure, s a page |")
        print("|---|---|---|---|---|---|")
        total = [0.0, 0.0, 0.0, 0.0]
        for path in files if options.pages else []:
            try:
                result = race(path, options.pages, settings)
            except SightlineError as error:
                print(f"| {path.name} | {error} | | | | |")
                continue
            total = [one + other for one, other in zip(total, result, strict=True)]
            print(_row(path.name, *result))
            documents._texts._values.clear()
            documents._contents._values.clear()
        if total[0]:
            print(_row("**all**", *total))
        print("\n| a file of 500 pages | |\n|---|---|")
        for row in long_file(report(Path(scratch) / "long.pdf", 500), settings):
            print(row)


def _row(name: str, pages: float, ours: float, theirs: float, structured: float) -> str:
    return (
        f"| {name} | {pages:.0f} | {pages / ours:.1f} | {pages / theirs:.1f} | "
        f"{theirs / ours:.2f} | {structured / pages:.3f} |"
    )


if __name__ == "__main__":
    main()

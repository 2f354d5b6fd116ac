"""How right the tables of PDFs come out, on the 67 documents of the ICDAR 2013 competition.

``python -m tests.benchmarks.tables --cache DIR [--beside] [--only eu-001,…] [--each]`` wants the
competition's PDFs and ``-str.xml`` files anywhere under DIR (they are public: in camelot's
repository under ``tests/files/tabula/icdar2013-dataset``). ``--beside`` runs PyMuPDF and camelot
over the same files too (some minutes), ``--each`` prints a line a document.

The measure is that of the competition: of all pairs of neighbouring cells (the next that is not
empty to the right and below, letters and figures compared), how many are found (recall) and how
many of the found are right (precision). All pages are searched, those without a table too; tables
are compared a page each, as the truth has them.

Sightline's rules were written with these documents at hand, so its figure here is one on known
ground; no rule names a document. On pages it never saw expect less.
"""

from __future__ import annotations

import argparse
import importlib
import re
import sys
import time
import warnings
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from model.documents.charts.find import find_charts
from model.documents.lines import tidied
from model.documents.tables.find import find_tables
from model.media.pdf.file import open_pdf
from model.settings import Settings

Grid = Sequence[Sequence[str | None]]
Pairs = Counter[tuple[str, str, str]]
_NO_LETTER = re.compile(r"[\W_]+")


def neighbours(grid: Grid) -> Pairs:
    """Every pair of neighbouring cells of a table, and which way."""
    texts = [[_NO_LETTER.sub("", (cell or "").lower()) for cell in row] for row in grid]
    pairs: Pairs = Counter()
    for i, row in enumerate(texts):
        for j, cell in enumerate(row):
            if not cell:
                continue
            right = next((other for other in row[j + 1 :] if other), None)
            below = next((r[j] for r in texts[i + 1 :] if j < len(r) and r[j]), None)
            if right is not None:
                pairs[cell, right, "right"] += 1
            if below is not None:
                pairs[cell, below, "below"] += 1
    return pairs


def truth(path: Path) -> Pairs | None:
    """The pairs of a document's true tables; ``None`` where its file cannot be read."""
    try:
        root = ET.parse(path).getroot()
    except (ET.ParseError, OSError):
        return None
    pairs: Pairs = Counter()
    for region in root.iter("region"):
        cells = {
            (int(cell.get("start-row", 0)), int(cell.get("start-col", 0))): (
                cell.findtext("content") or ""
            )
            for cell in region.iter("cell")
        }
        if not cells:
            continue
        height = 1 + max(row for row, _ in cells)
        width = 1 + max(column for _, column in cells)
        if height < 2000:
            pairs += neighbours(
                [[cells.get((row, column)) for column in range(width)] for row in range(height)]
            )
    return pairs


def ours(path: Path) -> Iterator[Grid]:
    """The tables of Sightline."""
    settings = Settings()
    with open_pdf(path, path.name, settings) as pdf:
        for page in range(pdf.pages):
            text = tidied(pdf.text(page))
            charts = [chart.place.box for chart in find_charts(pdf, page, text)]
            for table in find_tables(pdf, page, text, settings, charts):
                yield table.rows


def pymupdf_ruled(path: Path) -> Iterator[Grid]:
    """PyMuPDF's tables by lines."""
    yield from _pymupdf(path, layout=False)


def pymupdf_layout(path: Path) -> Iterator[Grid]:
    """PyMuPDF's tables with its layout networks."""
    yield from _pymupdf(path, layout=True)


def _pymupdf(path: Path, *, layout: bool) -> Iterator[Grid]:
    import pymupdf

    library: Any = pymupdf
    with library.open(path) as document:
        for page in document:
            for table in page.find_tables(use_layout=layout).tables:
                yield table.extract()


def camelot(flavor: str) -> Callable[[Path], Iterator[Grid]]:
    """Camelot's tables by one of its methods."""

    def find(path: Path) -> Iterator[Grid]:
        library: Any = importlib.import_module("camelot")
        for table in library.read_pdf(str(path), pages="all", flavor=flavor):
            yield table.df.values.tolist()

    return find


BESIDE: dict[str, Callable[[Path], Iterator[Grid]]] = {
    "PyMuPDF ruled": pymupdf_ruled,
    "PyMuPDF layout": pymupdf_layout,
    "camelot hybrid": camelot("hybrid"),
    "camelot auto": camelot("auto"),
}


def measure(
    name: str,
    find: Callable[[Path], Iterator[Grid]],
    documents: Sequence[tuple[Path, Pairs]],
    each: bool = False,
) -> str:
    """One row of the result: precision, recall, F1 over all pairs, mean F1 of the documents."""
    hits = found_count = true_count = failed = 0
    scores = []
    began = time.process_time()
    for path, true in documents:
        found: Pairs = Counter()
        try:
            for grid in find(path):
                found += neighbours(grid)
        except Exception as error:  # other people's programs fail as they like
            failed += 1
            print(f"{name}: {path.name}: {type(error).__name__}: {error}", file=sys.stderr)
        hit = (found & true).total()
        hits, found_count, true_count = (
            hits + hit,
            found_count + found.total(),
            true_count + true.total(),
        )
        score = 2 * hit / max(1, found.total() + true.total())
        scores.append(score)
        if each:
            print(f"{path.stem} {score:.2f} hit {hit} found {found.total()} true {true.total()}")
    precision, recall = hits / max(1, found_count), hits / max(1, true_count)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    good, bad = sum(score >= 0.9 for score in scores), sum(score < 0.1 for score in scores)
    return (
        f"| {name} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {sum(scores) / len(scores):.3f} "
        f"| {good} | {bad} | {failed} | {time.process_time() - began:.0f} |"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--cache", type=Path, required=True, help="folder with the PDFs and truth")
    parser.add_argument("--beside", action="store_true", help="run PyMuPDF and camelot too")
    parser.add_argument("--only", default="", help="names of documents, parted by commas")
    parser.add_argument("--each", action="store_true", help="print a line for every document")
    chosen = parser.parse_args()
    only = set(filter(None, chosen.only.split(",")))
    documents = []
    for path in sorted(chosen.cache.rglob("*.pdf")):
        true = truth(path.with_name(f"{path.stem}-str.xml"))
        if true is not None and (not only or path.stem in only):
            documents.append((path, true))
    if not documents:
        raise SystemExit(f"There are no PDFs with a -str.xml beside them under {chosen.cache}.")
    warnings.simplefilter("ignore")
    methods = {"Sightline": ours, **(BESIDE if chosen.beside else {})}
    rows = [measure(name, find, documents, chosen.each) for name, find in methods.items()]
    print(f"{len(documents)} documents, {sum(true.total() for _, true in documents)} pairs\n")
    print("| method | P | R | F1 | mean F1 of documents | ≥ .9 | < .1 | failed | CPU s |")
    print("|---|---|---|---|---|---|---|---|---|")
    print("\n".join(rows))


if __name__ == "__main__":
    main()

"""How often a search finds the page, the place and the words that answer a question.

``python -m tests.benchmarks.evidence --cache DIR [--beside …] [--half tuned] [--misses]``
wants the PDFs that ``questions.json`` names anywhere under DIR; all are public and written by
others, the questions are ours. Constants were chosen on the half called ``tuned``; later the misses
of the half ``kept apart`` (page first .87 then) led to rules as well. The ``fresh`` questions were
written before these rules, about pages drawn by chance, and asked once before them: page first was
.97 then, and the one miss led to the rule that contents answer nothing.

``page first`` and ``top three``: a page that answers is the first, or among the first three pieces
of evidence · ``place``: the first piece touches the rectangle of the answer · ``answer`` stands in
the first piece's words · ``none`` says so where a document has no answer. ``--beside`` ranks plain
three-line windows by the same BM25 over the text of PyMuPDF, pymupdf4llm and markitdown (half an
hour, kept under DIR; markitdown reads PDFs only when installed as ``markitdown[pdf]``).
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.documents.document import Document, open_document
from model.documents.evidence import search
from model.documents.parts import Evidence
from model.geometry import Box
from model.language.terms import asked_terms, tokens
from model.settings import Settings

QUESTIONS = Path(__file__).parent / "questions.json"
HALVES = ("tuned", "kept apart", "fresh")
_WIDE = re.compile(r"\s+")
_WORD_END = r"(?![\w])"


@dataclass(frozen=True)
class Question:
    """A question with its truth; pages from 1, the box in points of the first of them."""

    document: str
    kind: str
    question: str
    pages: tuple[int, ...] = ()
    answer: str = ""
    box: Box | None = None


@dataclass(frozen=True)
class Found:
    """A piece of what a search found: its page from 1, its words, its boxes."""

    page: int
    text: str
    boxes: tuple[Box, ...] = ()


def load() -> tuple[dict[str, dict[str, str]], list[Question]]:
    """The documents by name, and all questions."""
    told = json.loads(QUESTIONS.read_text(encoding="utf-8"))
    questions = [
        Question(
            one["document"],
            one["kind"],
            one["question"],
            tuple(one.get("pages", ())),
            one.get("answer", ""),
            Box(*one["box"]) if "box" in one else None,
        )
        for one in told["questions"]
    ]
    return told["documents"], questions


def plain(text: str) -> str:
    """Text without what differs from layout to layout: spaces, widths of letters, dashes."""
    flat = unicodedata.normalize("NFKC", text).casefold().replace("\u00ad", "")
    return _WIDE.sub("", re.sub(r"[\u2010-\u2015\u2212]", "-", flat))


def says(text: str, answer: str) -> bool:
    """Whether the words hold the answer; a number only as a whole one."""
    if re.fullmatch(r"[\d.,%]+", answer):
        flat = re.sub(r"[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFKC", text))
        return re.search(rf"(?<![\d.,]){re.escape(answer)}(?![\d]|[.,]\d)", flat) is not None
    wanted, whole = plain(answer), plain(text)
    return wanted in whole or wanted in whole.replace("-", "")


Search = Callable[[Question], Sequence[Found]]


def ours(documents: dict[str, Document], settings: Settings) -> Search:
    """Sightline's evidence."""

    def ask(question: Question) -> list[Found]:
        found: tuple[Evidence, ...] = ()
        here = [documents[question.document]]
        for event in search(question.question, here, settings, recognise=False):
            if isinstance(event, tuple):
                found = event
        return [
            Found(
                item.places[0].page + 1,
                f"{item.text} {item.answer}",
                tuple(place.box for place in (*item.places, *item.answer_places)),
            )
            for item in found
        ]

    return ask


def windows(texts: dict[str, list[str]]) -> Search:
    """Three-line windows of pages' text ranked by plain BM25 (k1 1.2, b 0.5)."""
    bags: dict[str, list[tuple[int, str, Counter[str]]]] = {}
    for name, pages in texts.items():
        bags[name] = []
        for number, text in enumerate(pages, 1):
            lines = [line for line in text.splitlines() if line.strip()]
            for start in range(max(1, len(lines) - 2)):
                window = "\n".join(lines[start : start + 3])
                bags[name].append((number, window, Counter(tokens(window))))

    def ask(question: Question) -> list[Found]:
        units = bags.get(question.document, [])
        terms = asked_terms(question.question)
        average = sum(bag.total() for *_, bag in units) / max(1, len(units))
        weights = {}
        for term in terms:
            holding = sum(1 for *_, bag in units if term in bag)
            weights[term] = math.log(1 + (len(units) - holding + 0.5) / (holding + 0.5))
        scored = []
        for number, window, bag in units:
            norm = 1.2 * (0.5 + 0.5 * bag.total() / average)
            score = sum(weights[t] * bag[t] * 2.2 / (bag[t] + norm) for t in terms)
            if score > 0:
                scored.append((score, number, window))
        scored.sort(key=lambda entry: -entry[0])
        return [Found(number, window) for _, number, window in scored[:3]]

    return ask


def other_texts(kind: str, paths: dict[str, Path], cache: Path) -> dict[str, list[str]]:
    """Every page's text by another library; kept, because some take seconds a page."""
    texts = {}
    for name, path in paths.items():
        kept = cache / "texts" / f"{path.stem}-{kind}.json"
        if not kept.is_file():
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps(_READERS[kind](path)), encoding="utf-8")
        texts[name] = json.loads(kept.read_text(encoding="utf-8"))
    return texts


def _by_pymupdf(path: Path) -> list[str]:
    pymupdf: Any = importlib.import_module("pymupdf")
    with pymupdf.open(path) as pdf:
        return [page.get_text() for page in pdf]


def _by_pymupdf4llm(path: Path) -> list[str]:
    library: Any = importlib.import_module("pymupdf4llm")
    chunks = library.to_markdown(str(path), page_chunks=True, use_ocr=False)
    return [str(chunk["text"]) for chunk in chunks]


def _by_markitdown(path: Path) -> list[str]:
    """Markitdown tells no pages of a PDF, so it is given one page after the other."""
    import io

    from markitdown import MarkItDown, StreamInfo

    pymupdf: Any = importlib.import_module("pymupdf")
    texts = []
    with pymupdf.open(path) as pdf:
        for number in range(len(pdf)):
            with pymupdf.open() as single:
                single.insert_pdf(pdf, from_page=number, to_page=number)
                data = io.BytesIO(single.tobytes())
            told = MarkItDown().convert_stream(data, stream_info=StreamInfo(extension=".pdf"))
            texts.append(told.text_content)
    return texts


_READERS: dict[str, Callable[[Path], list[str]]] = {
    "PyMuPDF": _by_pymupdf,
    "pymupdf4llm": _by_pymupdf4llm,
    "markitdown": _by_markitdown,
}


@dataclass
class Score:
    """Sums of one column of the table."""

    asked: int = 0
    first: int = 0
    three: int = 0
    place: int = 0
    answer: int = 0
    characters: int = 0
    none_asked: int = 0
    none: int = 0
    seconds: float = 0.0

    def add(self, question: Question, found: Sequence[Found], seconds: float) -> bool:
        """Count one question; returns whether everything was right."""
        self.seconds += seconds
        if question.kind == "none":
            self.none_asked += 1
            self.none += not found
            return not found
        self.asked += 1
        pages = [one.page for one in found]
        first = bool(pages) and pages[0] in question.pages
        place = (
            first
            and question.box is not None
            and (
                pages[0] != question.pages[0]
                or any(box.grow(1).intersection(question.box) > 0 for box in found[0].boxes)
            )
        )
        answer = bool(found) and says(found[0].text, question.answer)
        self.first += first
        self.three += any(page in question.pages for page in pages[:3])
        self.place += place
        self.answer += answer
        self.characters += len(found[0].text) if found else 0
        return first and answer

    def row(self, name: str) -> str:
        """A row of the table."""
        count = max(1, self.asked)
        none = f"{self.none}/{self.none_asked}" if self.none_asked else "–"
        return (
            f"| {name} | {self.asked} | {self.first / count:.2f} | {self.three / count:.2f} "
            f"| {self.place / count:.2f} | {self.answer / count:.2f} "
            f"| {self.characters / count:.0f} | {none} "
            f"| {self.seconds / max(1, self.asked + self.none_asked):.2f} |"
        )


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--beside", default="", help="PyMuPDF,pymupdf4llm,markitdown or some")
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--only", default="")
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    told, questions = load()
    names = [name for name in arguments.only.split(",") if name] or list(told)
    paths = {}
    for name in names:
        if arguments.half in (None, told[name]["half"]):
            places = sorted(arguments.cache.rglob(told[name]["file"]))
            if not places:
                sys.exit(
                    f"{told[name]['file']} is not under {arguments.cache}; it is public: "
                    f"{told[name]['from']}"
                )
            paths[name] = places[0]
    questions = [one for one in questions if one.document in paths]
    settings = Settings()
    documents = {name: open_document(path, settings) for name, path in paths.items()}
    searches: dict[str, Search] = {"Sightline": ours(documents, settings)}
    for kind in filter(None, arguments.beside.split(",")):
        searches[f"windows over {kind}"] = windows(other_texts(kind, paths, arguments.cache))
    print(
        "| search | questions | page first | top three | place | answer | characters | none "
        "| s a question |\n|---|---|---|---|---|---|---|---|---|"
    )
    for label, ask in searches.items():
        scores = {half: Score() for half in HALVES}
        misses = []
        for question in questions:
            started = time.perf_counter()
            found = ask(question)
            seconds = time.perf_counter() - started
            right = scores[told[question.document]["half"]].add(question, found, seconds)
            if not right and label == "Sightline":
                misses.append((question, found))
        for half, score in scores.items():
            if score.asked:
                print(score.row(f"{label}, {half}"), flush=True)
        if arguments.misses:
            for question, found in misses:
                print(
                    f"\n{question.document} p{question.pages} {question.question!r} "
                    f"→ {question.answer!r}"
                )
                for one in found[:3]:
                    print(f"   p{one.page}: {one.text[:240]!r}")


if __name__ == "__main__":
    main()

"""The tab's events on real documents of ours, without a browser: open, ask, stop, come back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copy
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from openpyxl import Workbook

from model.backends.base import Connection
from model.service import ModelService
from model.settings import Settings
from tests.fake_endpoint import FakeEndpoint, Reply
from ui.documents.asking import Form
from ui.documents.bench import NAME
from ui.documents.desk import Desk
from ui.documents.examples import ASSETS
from ui.documents.library import Library
from ui.documents.page import Page
from ui.documents.parts import Parts, place
from ui.documents.work import Work
from ui.sessions import Sessions

MINE, OTHER = "a" * 32, "b" * 32
EMBEDDED = (Connection(), False, None, None, None)


def visitor(name: str = "mine") -> Any:
    return SimpleNamespace(session_hash=name, cookies={}, headers={})


def form(question: str = "", aim: str = "answer", **more: Any) -> Form:
    fields: dict[str, Any] = {"scope": "one", "pages": "", "language": "", "fields": "", "dpi": 120}
    return Form(aim, question, **{**fields, **more})


@pytest.fixture(scope="module")
def parts() -> Parts:
    with gr.Blocks(analytics_enabled=False):
        return place(Settings(), [])


@pytest.fixture
def uploads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def work(parts: Parts, uploads: Path) -> Iterator[Work]:
    settings = Settings()
    service = ModelService(settings)
    library = Library(
        lambda path, name, password: service.opening_document(path, password, name),
        settings.documents_open,
        3600,
    )
    shell: Any = SimpleNamespace(
        service=service, settings=settings, sessions=Sessions(3600), spent="spent"
    )
    yield Work(shell, Page(parts), library)
    library.close_all()
    service.close()


def last(updates: Iterator[Any]) -> dict[Any, Any]:
    shown: dict[Any, Any] = {}
    for update in updates:
        shown |= update
    return shown


def brought(work: Work, parts: Parts, uploads: Path, *names: str) -> Desk:
    files = []
    for name in names:
        path = uploads / name
        copy(ASSETS / name, path)
        files.append({"path": str(path), "name": name})
    desk = last(work.arrive(Desk(), files, MINE, visitor()))[parts.desk]
    assert isinstance(desk, Desk)
    return desk


def test_documents_open_and_come_back_after_a_reload(
    work: Work, parts: Parts, uploads: Path
) -> None:
    desk = brought(work, parts, uploads, "harbour-report.pdf", "tariff.pdf")
    assert [one.facts.pages for one in desk.sheets] == [4, 1]
    shown = work.back(MINE, visitor())
    assert [one["name"] for one in shown[parts.reader]["docs"]] == [
        "harbour-report.pdf",
        "tariff.pdf",
    ]
    assert work.back(OTHER, visitor("other")) == {}


def test_a_large_workbook_tells_how_far_it_is_and_can_be_stopped(
    work: Work, parts: Parts, uploads: Path
) -> None:
    book = Workbook()
    for row in range(400):
        book.active.append([f"{row} {column}" for column in range(20)])
    book.save(uploads / "large.xlsx")
    request = visitor()
    files = [{"path": str(uploads / "large.xlsx"), "name": "large.xlsx"}]
    updates = work.arrive(Desk(), files * 2, MINE, request)
    told: list[Any] = []
    shown: dict[Any, Any] = {}
    for update in updates:
        shown |= update
        value = shown[parts.reader]
        told.append(value["fraction"])
        if value["fraction"]:
            assert "large.xlsx" in value["doing"]
            work.stop(request)
    assert shown[parts.desk].sheets == ()
    assert shown[parts.status].count("Stopped; large.xlsx was not opened.") == 1
    desk = last(work.arrive(Desk(), files, MINE, request))[parts.desk]
    assert [one.facts.name for one in desk.sheets] == ["large.xlsx"]


def test_a_file_that_nobody_uploaded_is_not_opened(work: Work, parts: Parts, uploads: Path) -> None:
    told = [{"path": "/etc/passwd", "name": "passwd"}, {"path": 7}, "x", None]
    shown = last(work.arrive(Desk(), told, MINE, visitor()))
    assert shown[parts.desk].sheets == ()
    assert "did not arrive" in shown[parts.status]


def test_an_answer_cites_the_lines_it_rests_on(work: Work, parts: Parts, uploads: Path) -> None:
    desk = brought(work, parts, uploads, "harbour-report.pdf")
    id = desk.sheets[0].id
    asked = form("Who is the harbour master?", pages="1-3")
    shown = last(work.ask(desk, asked, id, MINE, EMBEDDED, visitor()))
    reply = shown[parts.desk].replies[0]
    assert not reply.running and not reply.given.error
    assert "Ingrid Solberg" in shown[parts.answers]
    cited = [one for one in reply.cited if one.places]
    assert cited and cited[0].page == 0
    assert work._shell.sessions.get(MINE, NAME).replies[0] == reply


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (form(" "), "Ask something first"),
        (form("Who?", pages="9"), "pages 1 to 4"),
        (form("", "extraction"), "fields"),
    ],
)
def test_what_cannot_be_asked_is_told_and_earlier_answers_stay(
    work: Work, parts: Parts, uploads: Path, asked: Form, said: str
) -> None:
    desk = brought(work, parts, uploads, "harbour-report.pdf")
    shown = last(work.ask(desk, asked, desk.sheets[0].id, MINE, EMBEDDED, visitor()))
    assert said in shown[parts.status]
    assert shown[parts.desk].replies == ()


def test_without_a_document_asking_says_to_bring_one(work: Work, parts: Parts) -> None:
    shown = last(work.ask(Desk(), form("Who?"), "", MINE, EMBEDDED, visitor()))
    assert "Bring a document first" in shown[parts.status]


def test_another_visitor_cannot_ask_about_my_documents(
    work: Work, parts: Parts, uploads: Path
) -> None:
    desk = brought(work, parts, uploads, "harbour-report.pdf")
    id = desk.sheets[0].id
    shown = last(work.ask(Desk(), form("Who?"), id, OTHER, EMBEDDED, visitor("other")))
    assert "Bring a document first" in shown[parts.status]


def test_stopping_leaves_the_answer_as_far_as_it_is(
    work: Work, parts: Parts, uploads: Path
) -> None:
    desk = brought(work, parts, uploads, "harbour-report.pdf")
    request = visitor()
    updates = work.ask(desk, form("Who?"), desk.sheets[0].id, MINE, EMBEDDED, request)
    assert next(updates)[parts.desk].running
    work.stop(request)
    shown = last(updates)
    assert not shown[parts.desk].running


def test_tables_of_the_whole_document_are_gathered(work: Work, parts: Parts, uploads: Path) -> None:
    desk = brought(work, parts, uploads, "tariff.pdf")
    shown = last(work.gather(desk, desk.sheets[0].id, MINE, visitor()))
    assert shown[parts.panel]["doc"] == desk.sheets[0].id
    assert any("165" in cell for one in shown[parts.panel]["tables"] for cell in one["rows"][-1])


def test_closing_a_document_keeps_the_answers_about_it(
    work: Work, parts: Parts, uploads: Path
) -> None:
    desk = brought(work, parts, uploads, "tariff.pdf")
    id = desk.sheets[0].id
    desk = last(work.ask(desk, form("Crane fee"), id, MINE, EMBEDDED, visitor()))[parts.desk]
    shown = work.close(desk, id, MINE, visitor())
    assert shown[parts.reader]["docs"] == []
    assert "data-cite" not in shown[parts.answers] and "165" in shown[parts.answers]


def test_a_locked_pdf_waits_for_its_password(work: Work, parts: Parts, uploads: Path) -> None:
    import pymupdf

    path = uploads / "locked.pdf"
    with pymupdf.open(ASSETS / "tariff.pdf") as document:
        document.save(path, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="open", owner_pw="x")
    files = [{"path": str(path), "name": "locked.pdf"}]
    desk = last(work.arrive(Desk(), files, MINE, visitor()))[parts.desk]
    assert [(one.name, one.wrong) for one in desk.waiting] == [("locked.pdf", False)]
    desk = last(work.unlock(desk, 0, "wrong", MINE, visitor()))[parts.desk]
    assert [(one.name, one.wrong) for one in desk.waiting] == [("locked.pdf", True)]
    desk = last(work.unlock(desk, 0, "open", MINE, visitor()))[parts.desk]
    assert desk.waiting == () and desk.sheets[0].facts.name == "locked.pdf"


def test_a_long_request_waits_until_its_cost_was_seen(
    work: Work, parts: Parts, uploads: Path
) -> None:
    settings = replace(Settings(), reading_chunk_tokens=60)
    work._shell.service.settings = settings
    desk = brought(work, parts, uploads, "harbour-report.pdf")
    asked = form("", "summary", pages="1-3")
    with FakeEndpoint() as server:
        there = (Connection("endpoint", server.base_url, "glm-4.5v"), False, None, None, 1000)
        shown = last(work.ask(desk, asked, desk.sheets[0].id, MINE, there, visitor()))
        reply = shown[parts.desk].replies[0]
        assert reply.waits and reply.plan.calls > 2 and not server.chats
        assert "data-resume" in shown[parts.answers] and "Nothing was sent" in shown[parts.answers]
        server.script(*(Reply.stream("It says so [d1p1].") for _ in range(reply.plan.calls)))
        shown = last(work.go_on(shown[parts.desk], MINE, there, visitor()))
    reply = shown[parts.desk].replies[0]
    assert len(shown[parts.desk].replies) == 1
    assert not reply.running and not reply.waits
    assert "It says so" in reply.text
    assert len(reply.parts) == len(reply.plan.chunks)

"""Everyday sentences on the demo sites: done right by the page's own state, or said not to be."""

import pytest

from agents.gui_agent import Control, Ended, Errand, run
from agents.recording import StartPage
from agents.sandbox import Browser, Viewport
from model.service import ModelService
from model.settings import Settings
from tests.agents.errands import ERRANDS, FALSE_ENDS, IMPOSSIBLE

SETTINGS = Settings(heartbeat_s=0.05)


@pytest.fixture(scope="module")
def browser():
    opened = Browser(SETTINGS)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def engine():
    service = ModelService(SETTINGS)
    yield service
    service.close()


def drive(browser, engine, site, task, script=""):
    errand = Errand(task, StartPage("site", site), approval="none", steps=20)
    record = None
    with browser.open(Viewport()) as sandbox:
        for event in run(errand, engine, sandbox, None, None, Control()):
            if isinstance(event, Ended):
                record = event.run
        right = sandbox.evaluate(script) if script.startswith("(") else None
    return record, right


def told(record):
    return "\n".join(f"{step.thought} → {step.outcome}" for step in record.steps)


@pytest.mark.parametrize("typed", ERRANDS, ids=lambda one: f"{one.site}: {one.task[:40]}")
def test_a_sentence_is_done_as_it_was_meant(browser, engine, typed):
    record, right = drive(browser, engine, typed.site, typed.task, typed.end)
    if right is None:
        assert record.end == "answered" and typed.end in record.answer, told(record)
    else:
        assert right is True and record.end == "done", told(record)
    assert record.verdict is not None
    if typed.met is None:
        assert record.verdict.met is not False, record.verdict.why
    else:
        assert record.verdict.met is typed.met, record.verdict.why
    assert not any(".." in step.thought or '"".' in step.thought for step in record.steps)


@pytest.mark.parametrize("typed", FALSE_ENDS, ids=lambda one: one.site)
def test_what_the_page_refuses_is_not_called_done(browser, engine, typed):
    record, right = drive(browser, engine, typed.site, typed.task, typed.end)
    assert right is True, told(record)
    assert record.verdict.met is False, record.verdict.why


@pytest.mark.parametrize(("site", "task", "words"), IMPOSSIBLE)
def test_what_cannot_be_done_is_named(browser, engine, site, task, words):
    record, _ = drive(browser, engine, site, task)
    assert record.end == "failed" and words in record.why, told(record)
    assert ".." not in record.why

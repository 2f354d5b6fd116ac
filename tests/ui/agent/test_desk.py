from dataclasses import replace

import pytest

from agents.recording.run import Run, StartPage
from model.errors import BadAddress, InputError
from model.settings import Settings
from ui.agent.desk import Form, errand_of
from ui.agent.drive import Snapshot
from ui.agent.view import status_html

FORM = Form("Click 'Save'", "site", "shop", "", "", "", "coordinates", "risky", 10, 60, 5_000)
SETTINGS = Settings()


def test_the_form_becomes_an_errand() -> None:
    errand = errand_of(FORM, SETTINGS, "en")
    assert (errand.task, errand.start.kind, errand.start.value) == ("Click 'Save'", "site", "shop")
    assert (errand.steps, errand.seconds, errand.tokens) == (10, 60, 5_000)
    assert (errand.observation, errand.approval) == ("coordinates", "risky")


@pytest.mark.parametrize(
    ("typed", "address", "hosts"),
    [
        ("https://example.org/a?b", "https://example.org/a?b", ("example.org",)),
        ("example.org", "https://example.org", ("example.org",)),
        ("example.org:8443/x", "https://example.org:8443/x", ("example.org",)),
        (" http://EXAMPLE.org ", "http://EXAMPLE.org", ("example.org",)),
    ],
)
def test_an_address_names_its_host(typed: str, address: str, hosts: tuple[str, ...]) -> None:
    start = errand_of(replace(FORM, kind="url", url=typed), SETTINGS, "en").start
    assert (start.value, start.hosts) == (address, hosts)


def test_more_hosts_are_those_the_user_names() -> None:
    form = replace(FORM, kind="url", url="example.org", hosts="cdn.example.org, Fonts.example.net")
    start = errand_of(form, SETTINGS, "en").start
    assert start.hosts == ("example.org", "cdn.example.org", "fonts.example.net")


@pytest.mark.parametrize(
    "form",
    [
        replace(FORM, task="  "),
        replace(FORM, kind="html", html=" \n"),
        replace(FORM, kind="url", url=""),
    ],
)
def test_what_is_missing_is_said(form: Form) -> None:
    with pytest.raises(InputError, match="then run"):
        errand_of(form, SETTINGS, "en")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "http://[::", "://"])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(BadAddress, match="no web address"):
        errand_of(replace(FORM, kind="url", url=url), SETTINGS, "en")


def test_a_host_that_is_none_is_named() -> None:
    with pytest.raises(BadAddress, match="'a/b'"):
        errand_of(replace(FORM, kind="url", url="example.org", hosts="a/b"), SETTINGS, "en")


def test_budgets_stay_within_the_settings() -> None:
    form = replace(FORM, steps=10_000, seconds=None, tokens=-3)
    errand = errand_of(form, SETTINGS, "en")
    assert errand.steps == SETTINGS.agent_steps
    assert errand.seconds == SETTINGS.agent_seconds
    assert errand.tokens == 100


def test_unknown_choices_fall_back_to_the_careful_ones() -> None:
    errand = errand_of(replace(FORM, observation="dom", approval="yolo"), SETTINGS, "en")
    assert (errand.observation, errand.approval) == ("coordinates", "risky")


def test_why_a_run_ended_is_told_in_both_languages_and_a_stop_once() -> None:
    now = Snapshot(errand_of(FORM, SETTINGS, "en"), phase="over")
    run = Run("Buy", StartPage("site", "shop"), "coordinates", (1, 1), 1.0, end="error")
    why = "The model replied nothing; ask again, or allow longer answers in the sidebar."
    told = status_html(replace(now, run=replace(run, why=why)), paused=False)
    assert why in told and "模型没有回复内容" in told
    answer = replace(run, end="answered", answer="The delivery failed: nobody was at home")
    told = status_html(replace(now, run=answer), paused=False)
    assert "The delivery failed: nobody was at home</span></p>" in told and "失败" not in told
    stopped = status_html(replace(now, run=replace(run, end="stopped")), paused=False)
    assert stopped.count("topped") == 1

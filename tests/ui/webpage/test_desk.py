from dataclasses import replace

from agents.web_builder import Brief, Built, Writing
from model.events import Notice, Progress, Usage
from tests.ui.webpage.rounds import picture, round_
from ui.webpage.desk import Desk, Picked

BRIEF = Brief(picture())
START = Desk(picture()).begin(BRIEF, "")


def test_a_build_grows_and_ends() -> None:
    desk = START.take(Progress("Looking"), 0.1)
    assert desk.running and desk.given and desk.given.progress == "Looking"
    desk = desk.take(Writing(0, 0, "<p>"), 0.2)
    assert desk.writing and desk.given and desk.given.progress == ""
    desk = desk.take(round_(0, 70), 0.3).take(round_(1, 90), 0.4)
    assert desk.chosen == 1 and desk.writing is None
    desk = desk.take(round_(2, 60, kept=False), 0.5)
    assert desk.chosen == 1 and len(desk.rounds) == 3
    desk = desk.take(Built(desk.rounds, 1, ("Enough.",)), 0.6)
    assert not desk.running and desk.notes == ("Enough.",) and desk.best == 1


def test_what_was_opened_stays_open_while_more_is_built() -> None:
    desk = START.take(round_(0, 70), 0.1).take(round_(1, 80), 0.2).open(0)
    assert desk.take(round_(2, 90), 0.3).chosen == 0
    assert desk.open(9) is desk


def test_a_wish_is_shown_even_where_it_scores_less() -> None:
    desk = START.take(round_(0, 90), 0.1).take(Built(), 0.2)
    desk = replace(desk, picked=Picked("body", "<body>", "body")).refine("taller", "glm")
    assert desk.running and desk.given and desk.given.by == "glm"
    desk = desk.take(round_(1, 50, origin="wish", kept=False), 0.3)
    assert desk.chosen == 1 and desk.picked is None


def test_a_repair_that_was_asked_for_is_shown_only_if_it_is_kept() -> None:
    desk = START.take(round_(0, 70), 0.1).take(round_(1, 90), 0.2).take(Built(), 0.3).open(0)
    desk = desk.refine("The heading stands too low.", "")
    assert desk.take(round_(2, 60, kept=False), 0.4).chosen == 0
    assert desk.take(round_(2, 75), 0.4).chosen == 2


def test_stopping_and_failing_keep_every_round() -> None:
    desk = START.take(round_(0, 70), 0.1).take(Writing(0, 1, "<p"), 0.2)
    stopped, failed = desk.end(True, 0.3), desk.end(False, 0.3, "No browser.")
    assert stopped.rounds == failed.rounds == desk.rounds
    assert stopped.writing is None and not stopped.running and not failed.running
    assert failed.given and failed.given.error == "No browser."
    assert desk.settled().given == replace(stopped.given, total_s=0.2)  # type: ignore[type-var]
    assert stopped.settled() is stopped


def test_tokens_of_several_requests_are_added_up() -> None:
    desk = START.take(Usage(10, 5, 1, cost_usd=0.1), 0.1).take(Usage(20, 6, 0), 0.2)
    desk = desk.take(Notice("Cut."), 0.3)
    assert desk.given and desk.given.usage == Usage(30, 11, 1, 0, 0.1)
    assert desk.given.notices == ("Cut.",)


def test_a_new_build_starts_afresh_on_the_same_screenshot() -> None:
    desk = START.take(round_(0, 70), 0.1).begin(BRIEF, "")
    assert desk.rounds == () and desk.picture == START.picture and desk.chosen is None

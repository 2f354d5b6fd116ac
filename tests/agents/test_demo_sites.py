"""The demo sites: the engine does an errand on each by pixels, and the page's state says so."""

import pytest

from agents.gui_agent import Asking, Control, Errand, run
from agents.recording import StartPage
from agents.sandbox import Browser, Viewport
from agents.sites import SITES, site
from model.errors import BadAddress
from model.service import ModelService
from model.settings import Settings

SETTINGS = Settings(heartbeat_s=0.05)
ENDS = {
    "shop": ("() => sessionStorage.getItem('basket')", '{"mint":1}'),
    "todo": (
        "() => [...document.querySelectorAll('li')].map((one) =>"
        " one.querySelector('span').innerText + (one.className ? '!' : '')).join()",
        "Water the plants,Call the dentist!,Return library books!,Write to Amara,Buy stamps",
    ),
    "settings": (
        "() => document.getElementById('mentions').checked +"
        " document.getElementById('said').textContent",
        "trueSaved for Robin: English, Lisbon.",
    ),
    "trip": ("() => document.querySelector('.foot').innerText.split('\\n').pop()",
             "Book for 49.60 €"),
    "library": (
        "() => [...mine].map((book) => book[0]).join()",
        "Nine Bridges",
    ),
    "teahouse": (
        "() => document.getElementById('said').textContent",
        "订单已提交：8 号桌，堂食，共 ¥ 38。",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    opened = Browser(SETTINGS)
    yield opened
    opened.close()


def test_every_site_has_an_errand_and_a_known_end():
    assert list(SITES) == list(ENDS)
    for name, bundled in SITES.items():
        assert bundled.title and bundled.about and bundled.errands
        assert site(name).find("/") is not None


def test_an_unknown_site_is_named():
    with pytest.raises(BadAddress, match="'nowhere'"):
        site("nowhere")


@pytest.mark.parametrize("name", list(SITES))
def test_the_engine_does_the_errand(browser, name):
    service, control = ModelService(SETTINGS), Control()
    errand = Errand(SITES[name].errands[0], StartPage("site", name))
    with browser.open(Viewport()) as sandbox:
        for event in run(errand, service, sandbox, None, None, control):
            if isinstance(event, Asking):
                control.approve(True)
        state, end = ENDS[name]
        assert event.run.end == "done", event.run.why
        assert sandbox.evaluate(state) == end
    assert not any(step.suspicious for step in event.run.steps)
    service.close()

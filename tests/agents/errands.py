"""Sentences as people type them, for the demo sites: what the page's own state must be afterwards.

``end`` is a script that says whether it came out right, or the words an answer must hold.
"""

from __future__ import annotations

from dataclasses import dataclass

_TASKS = "[...document.querySelectorAll('li span')].map((one) => one.innerText).join()"
_DONE = (
    "[...document.querySelectorAll('li')].filter((one) => one.className === 'done')"
    ".map((one) => one.querySelector('span').innerText).join()"
)


@dataclass(frozen=True)
class Typed:
    """``met`` is what the last look must say; ``None`` that it must not claim the contrary."""

    site: str
    task: str
    end: str
    met: bool | None = True


def _basket(items: str) -> str:
    return f"() => sessionStorage.getItem('basket') === '{items}'"


ERRANDS = (
    Typed("shop", "Add Pine Smoke to the basket", _basket('{"smoke":1}')),
    Typed("shop", "add two Garden Mint to the basket and go to checkout",
          _basket('{"mint":2}') + " && location.pathname === '/checkout.html'"),
    Typed("shop", 'Click the "Add to basket" button below "Dragon Well"', _basket('{"dragon":1}')),
    Typed("shop", 'Search for "jasmine" and add it to the basket', _basket('{"jasmine":1}')),
    Typed("shop", "What does Earl Grey cost?", "9.00"),
    Typed("todo", "tick Call the dentist",
          f"() => {_DONE} === 'Call the dentist,Return library books'", None),
    Typed("todo", "mark Write to Amara as done",
          f"() => {_DONE} === 'Return library books,Write to Amara'", None),
    Typed("todo", "delete the second task",
          f"() => {_TASKS} === 'Water the plants,Return library books,Write to Amara'"),
    Typed("todo", 'Delete "Write to Amara"',
          f"() => {_TASKS} === 'Water the plants,Call the dentist,Return library books'"),
    Typed("todo", 'Add a task "Feed the cat"', f"() => {_TASKS}.endsWith(',Feed the cat')"),
    Typed("todo", "if 'Sold out' is shown, click 'Add', otherwise tick 'Water the plants'",
          f"() => {_DONE} === 'Water the plants,Return library books'", None),
    Typed("settings", 'Select "Deutsch" in "Language", choose "Dark" and click "Save changes"',
          "() => document.body.classList.contains('dark') &&"
          " document.getElementById('said').textContent === 'Saved for Robin: Deutsch, Lisbon.'"),
    Typed("settings", "set volume to 80", "() => document.getElementById('volume').value === '80'"),
    Typed("settings", "choose 12 March 1990 as the birthday",
          "() => document.getElementById('birthday').value === '1990-03-12'"),
    Typed("settings", "set quiet from to 21:30",
          "() => document.getElementById('quiet').value === '21:30'"),
    Typed("settings", "change the display name to Ada, set the time zone to Berlin and save",
          "() => document.getElementById('said').textContent"
          " === 'Saved for Ada: English, Berlin.'"),
    Typed("trip", 'Select "Dunmore" in "To", click "Find trains", then click "Choose 14:05"',
          "() => trip.to === 'Dunmore' && trip.train[0] === '14:05'"),
    Typed("trip", "set Travellers to 3, choose First class, choose 12 March 2027 as the day"
          " and click Find trains",
          "() => trip.count === '3' && trip.kind === 'First' && trip.day === '2027-03-12'"),
    Typed("trip", "Click Find trains, choose 08:10, fill in First name = Ada, Last name = Lovelace,"
          " Email = ada@example.com, accept the conditions and click Book",
          "() => document.querySelector('dl').innerText.includes('Ada Lovelace')"),
    Typed("library", 'Reserve "Letters to a Lighthouse"',
          "() => [...mine].map((book) => book[0]).join() === 'Letters to a Lighthouse'"),
    Typed("library", "When does it open on Saturday?", "10:00"),
    Typed("library", 'open the question "May I bring my dog?"',
          "() => document.querySelectorAll('details')[2].open"),
    Typed("teahouse", "加入两份龙井，桌号填8，然后提交订单",
          "() => document.getElementById('said').textContent"
          " === '订单已提交：8 号桌，堂食，共 ¥ 76。'"),
    Typed("teahouse", "点击“铁观音”旁边的“加入”，选择“外带”",
          "() => items.get('铁观音') === 1 &&"
          " document.querySelector('[name=way]:checked').value === '外带'"),
    Typed("teahouse", "在“水温”中选择“偏热”，勾选加桂花糕",
          "() => document.getElementById('heat').value === '偏热' &&"
          " document.getElementById('cake').checked"),
    Typed("teahouse", "大红袍多少钱？", "58"),
)  # fmt: skip

FALSE_ENDS = (
    Typed("teahouse", "在“桌号”中输入“8”，然后点击“提交订单”",
          "() => document.getElementById('said').textContent === '请先点茶。'", False),
    Typed("trip", 'Select "Brightwater" in "From" and click "Find trains"',
          "() => document.querySelector('.wrong').textContent.startsWith('You are there')", False),
)  # fmt: skip
"""What the page refuses: the last look must not call it done."""

IMPOSSIBLE = (
    ("shop", "Add Lapsang Souchong to the basket", "Lapsang Souchong"),
    ("settings", "paint the volume blue", "paint the volume blue"),
    ("teahouse", "把大红袍变成绿茶", "变成绿茶"),
)
"""What cannot be done, with the words that the failure must name."""

"""Refining a page without a model: one named fault, or a plain wish, becomes one small edit.

Everything else stays as it was written, so that a page by anybody can be repaired. What cannot be
computed is said, and the page comes back as it was.
"""

from __future__ import annotations

from collections.abc import Iterator

from model.backends.embedded.rebuild.changes import change
from model.backends.embedded.rebuild.edits import NotPossible, Page
from model.backends.embedded.rebuild.faults import mend
from model.errors import InputError
from model.events import Answer, Event, Finished, Notice, Progress
from model.tasks.webpage import Refine

_PIECE = 4_000


def repair(task: Refine) -> Iterator[Event]:
    """Change ``task.html`` in the one way asked for: the page in a fence, as a model would.

    Raises ``InputError`` for a wish of which no part was understood; a fault that the engine
    cannot mend leaves the page as it is and says so in a ``Notice``.
    """
    if not task.html.strip():
        raise InputError("There is no page to change yet: build one, or paste its HTML first.")
    page = Page(task)
    yield Progress("Looking for the place to change", 0.2)
    if task.fault is not None:
        try:
            html, notes = mend(page, task.fault), list(page.notes)
        except NotPossible as reason:
            html, notes = task.html, [str(reason)]
    else:
        html, notes = change(page, task.instruction)
    for note in notes:
        yield Notice(note)
    whole = f"```html\n{html}\n```"
    for start in range(0, len(whole), _PIECE):
        yield Answer(whole[start : start + _PIECE])
    yield Finished("stop", whole)

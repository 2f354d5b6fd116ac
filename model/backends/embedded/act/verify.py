"""Whether the last screen of a run shows that its task was done: evidence, or "cannot tell"."""

from __future__ import annotations

from model.backends.embedded.act.view import View
from model.settings import Settings
from model.tasks.act import Verify


def verdict(task: Verify, view: View, settings: Settings) -> str:
    """The verdict in the wire format of ``model/tasks/act``: unclear where nothing tells."""
    return "unclear: nothing on the last screen tells whether the task was done."

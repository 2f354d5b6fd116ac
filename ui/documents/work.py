"""What the tab does on behalf of a visitor; each event of the page is one method.

Methods that take time are generators of updates.
"""

from __future__ import annotations

from ui.documents.asking import Asking
from ui.documents.gathering import Gathering
from ui.documents.opening import Opening


class Work(Opening, Gathering, Asking):
    """All of it; one piece of work for each visitor at a time."""

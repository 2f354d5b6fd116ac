"""Every way the family writes an action, read into ``model.actions`` in pixels, and written.

Six formats are read, whichever the prompt asked for: PC calls (``left_click(start_box='[x,y]')``),
web calls with a point (``CLICK(point=(x, y))``), web marks (``Click [3]``), mobile JSON, AutoGLM's
``do(…)`` and ``finish(…)``, each with or without box tokens, thinking and answer tags. Whatever a
reply holds, reading it takes linear time and never fails: what cannot be read is said.
"""

from model.wire.actions.read import Reading, read_action
from model.wire.actions.write import write_action

__all__ = ["Reading", "read_action", "write_action"]

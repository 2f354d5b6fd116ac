"""The questions a model can be asked, one file each.

A task is a typed question, ``ask`` (the prompt a vision-language model gets) and ``read`` (what
comes out of a reply in the wire format, whoever wrote it).
"""

from model.tasks.act import Act, Verify
from model.tasks.chat import Chat
from model.tasks.document import Consult
from model.tasks.ground import Ground
from model.tasks.inspect import Inspect
from model.tasks.video import Watch
from model.tasks.webpage import Rebuild, Refine

Task = Chat | Ground | Inspect | Rebuild | Refine | Act | Verify | Watch | Consult

__all__ = [
    "Act",
    "Chat",
    "Consult",
    "Ground",
    "Inspect",
    "Rebuild",
    "Refine",
    "Task",
    "Verify",
    "Watch",
]

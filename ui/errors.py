"""Where errors meet the screen: the one place that turns an exception into a sentence."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from model.errors import SightlineError
from ui.words import Language, say
from ui.words.told import told

if TYPE_CHECKING:
    import gradio as gr

logger = logging.getLogger("sightline")


def sentence(error: Exception, language: Language = "en") -> str:
    """What the user reads: our own errors' sentences, all others as one calm sentence.

    An error that is not ours is a defect of the app; it goes to the log with its traceback.
    """
    if isinstance(error, SightlineError):
        return told(language, str(error))
    logger.error("unexpected error", exc_info=error)
    return say(language, "unexpected")


def toast(error: Exception, language: Language = "en") -> gr.Error:
    """A ``gr.Error`` to raise out of a handler that cannot show the sentence in place."""
    import gradio as gr

    return gr.Error(sentence(error, language), duration=12, title="", print_exception=False)

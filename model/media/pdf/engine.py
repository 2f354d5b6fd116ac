"""PyMuPDF, loaded when first needed, and the lock under which all of it is used."""

from __future__ import annotations

import threading
import warnings
from functools import lru_cache
from typing import Any

one_at_a_time = threading.RLock()
"""MuPDF keeps global state: whoever calls into it, for a page or a font, holds this."""

POINTS_PER_INCH = 72


@lru_cache(maxsize=1)
def load() -> Any:
    """The ``pymupdf`` module, silenced; call it under ``one_at_a_time``."""
    with warnings.catch_warnings():
        # Its bindings use what Python 3.11 calls deprecated.
        warnings.simplefilter("ignore")
        import pymupdf
    tools: Any = pymupdf.TOOLS
    tools.mupdf_display_errors(False)
    tools.mupdf_display_warnings(False)
    return pymupdf

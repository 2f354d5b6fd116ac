"""The two PP-OCRv6 networks that ship inside the ``rapidocr`` wheel, run on onnxruntime.

Nothing is downloaded: the model files are read from the installed package. A session uses one
thread, without spin-waiting, and may be called from several threads at once; two lines read side by
side are faster than one line read with two threads (``tests/benchmarks/see.py``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.errors import BackendError

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Pixels = NDArray[numpy.uint8]
    """Rows × columns × red, green, blue."""

DETECTION_MODEL = "PP-OCRv6_det_small.onnx"
RECOGNITION_MODEL = "PP-OCRv6_rec_small.onnx"

GRID = 32
"""The detection network wants sides that are multiples of this, in pixels."""

READING_HEIGHT = 48
"""The recognition network reads strips of this height, in pixels."""

COLUMN = 8
"""Width in pixels of one column of the recognition network's answer."""

LEAST_READING_WIDTH = 64
MOST_READING_WIDTH = 4_800


@dataclass(frozen=True, slots=True)
class Reading:
    """What the recogniser read on a strip.

    ``confidence`` is the mean over the characters, 0–1; ``places`` holds each character's centre
    as a share (0–1) of the strip's width.
    """

    text: str
    confidence: float
    places: tuple[float, ...]


def model_path(name: str) -> Path:
    """Where the installed package keeps a model; raises ``BackendError`` if it does not."""
    package = find_spec("rapidocr")
    folders = package.submodule_search_locations if package else None
    for folder in folders or ():
        if (path := Path(folder) / "models" / name).is_file():
            return path
    raise BackendError(
        f"The text recogniser's model {name!r} is missing; install the pinned rapidocr package "
        "again (pip install -r requirements.txt)."
    )


@lru_cache(maxsize=2)
def _session(name: str) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False  # the arena never gives memory back
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        str(model_path(name)), options, providers=["CPUExecutionProvider"]
    )


@lru_cache(maxsize=1)
def _alphabet() -> tuple[str, ...]:
    """The characters of the recogniser's classes; class 0 is CTC's blank, the last the space."""
    known = _session(RECOGNITION_MODEL).get_modelmeta().custom_metadata_map["character"]
    return ("", *known.splitlines(), " ")


def warm_up() -> None:
    """Load both networks, so that the first picture need not wait for it."""
    _session(DETECTION_MODEL)
    _alphabet()


def _run(name: str, batch: Any) -> Any:
    session = _session(name)
    return session.run(None, {session.get_inputs()[0].name: batch})[0]


def _batch_of(rgb: Pixels) -> Any:
    """A 1 × 3 × rows × columns batch, blue first, from -1 to 1, as both networks were trained."""
    import numpy

    scaled = rgb[:, :, ::-1].astype(numpy.float32) / 127.5 - 1.0
    return numpy.ascontiguousarray(scaled.transpose(2, 0, 1)[None])


def text_map(rgb: Pixels) -> NDArray[numpy.float32]:
    """How likely each pixel lies on text, 0–1, in the shape of ``rgb``."""
    import cv2
    import numpy

    rows, columns = rgb.shape[:2]
    wide = cv2.copyMakeBorder(rgb, 0, -rows % GRID, 0, -columns % GRID, cv2.BORDER_REPLICATE)
    padded = numpy.asarray(wide, numpy.uint8)
    likely: NDArray[numpy.float32] = _run(DETECTION_MODEL, _batch_of(padded))[0, 0]
    return likely[:rows, :columns]


def read_strip(rgb: Pixels) -> Reading:
    """Read one upright line of text cut out of a picture; an unreadable strip gives ``""``."""
    import cv2
    import numpy

    rows, columns = rgb.shape[:2]
    width = min(MOST_READING_WIDTH, max(1, math.ceil(READING_HEIGHT * columns / rows)))
    strip = numpy.asarray(cv2.resize(rgb, (width, READING_HEIGHT)), numpy.uint8)
    whole = max(LEAST_READING_WIDTH, width + -width % COLUMN)
    batch = numpy.zeros((1, 3, READING_HEIGHT, whole), numpy.float32)
    batch[:, :, :, :width] = _batch_of(strip)
    return _decode(_run(RECOGNITION_MODEL, batch)[0], whole / width)


def _decode(scores: NDArray[numpy.float32], stretch: float) -> Reading:
    """CTC's best path: repeats of a class fold into one, blanks go (Graves et al., 2006)."""
    import numpy

    best = scores.argmax(axis=1)
    starts = numpy.flatnonzero((best != 0) & (best != numpy.concatenate(([0], best[:-1]))))
    if starts.size == 0:
        return Reading("", 0.0, ())
    alphabet = _alphabet()
    ends = numpy.flatnonzero((best != 0) & (best != numpy.concatenate((best[1:], [0])))) + 1
    places = (starts + ends) / 2 / len(best) * stretch
    return Reading(
        "".join(alphabet[index] for index in best[starts]),
        float(scores[starts, best[starts]].mean()),
        tuple(float(place) for place in numpy.minimum(places, 1.0)),
    )

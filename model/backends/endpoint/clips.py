"""A clip on its way to an endpoint that takes one whole: its file as a data URI."""

from __future__ import annotations

import base64
from pathlib import Path

from model.backends.endpoint.pictures import Encoded
from model.endpoints import PictureLimits, VideoRoute
from model.errors import PictureRefused, UnreadableFile
from model.messages import Video


def encode(clip: Video, route: VideoRoute, limits: PictureLimits) -> Encoded:
    """The clip's file, unchanged.

    Raises ``PictureRefused`` where the endpoint takes no clip or not one so large, and
    ``UnreadableFile`` where the file is gone.
    """
    if route != "data":
        raise PictureRefused(
            f"This endpoint takes no clip as a file, so {clip.name!r} cannot go whole; "
            "send its frames instead."
        )
    path = Path(clip.path)
    try:
        size = path.stat().st_size
        if size > limits.max_total:
            raise PictureRefused(
                f"{clip.name!r} has {size:,} bytes and this endpoint takes {limits.max_total:,} in "
                "a request; send its frames instead, or a shorter stretch."
            )
        data = path.read_bytes()
    except OSError:
        raise UnreadableFile(f"{clip.name!r} is no longer there; open the clip again.") from None
    url = f"data:{clip.mime};base64,{base64.b64encode(data).decode('ascii')}"
    return Encoded(url, clip.mime, len(data), *clip.size)

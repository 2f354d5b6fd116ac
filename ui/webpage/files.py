"""Files of pictures for the browser, each written once, and downloads."""

from __future__ import annotations

import tempfile
from collections import OrderedDict
from pathlib import Path
from threading import Lock

from model.messages import Picture
from ui.ground.picture_files import FileValue, picture_file
from ui.serve import private_folder

_MOST = 200


class Files:
    """Where the browser gets the pictures of rounds; a picture that was written is not again."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made: OrderedDict[str, FileValue] = OrderedDict()

    def of(self, picture: Picture) -> tuple[Picture, FileValue]:
        """The picture with its file; a file that Gradio has cleaned away is written anew."""
        with self._lock:
            value = self._made.get(picture.digest)
        if value is None or not Path(value["path"]).is_file():
            value = picture_file(picture)
        with self._lock:
            self._made[picture.digest] = value
            self._made.move_to_end(picture.digest)
            while len(self._made) > _MOST:
                self._made.popitem(last=False)
        return picture, dict(value)


def download(data: bytes, name: str, ending: str) -> str:
    """A file to be downloaded, under a folder of its own that nobody guesses."""
    stem = "".join(char if char.isalnum() or char in "-_" else "-" for char in Path(name).stem)
    folder = private_folder() / "downloads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = Path(tempfile.mkdtemp(dir=folder)) / f"{stem[:80].strip('-') or 'page'}{ending}"
    path.write_bytes(data)
    return str(path)

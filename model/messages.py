"""What flows to a model: pictures, text and the messages made of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PIL.Image import Image as PILImage

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A checked picture, upright (EXIF rotation applied), 8-bit RGB.

    ``digest`` is the SHA-256 of its pixels and size in hex: the key of every cache. ``name`` is
    what the user called the file; ``notes`` tell what was done to it on the way in (first frame of
    an animation taken, CMYK converted …), in sentences for the user; ``label`` tells a model which
    page or moment it is, where the picture is one of several of a file.
    """

    pixels: PILImage = field(repr=False, compare=False)
    digest: str
    name: str = "picture"
    notes: tuple[str, ...] = ()
    label: str = ""

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.pixels.width

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.pixels.height

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.pixels.size


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text in a message."""

    text: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in a message."""

    picture: Picture


@dataclass(frozen=True, slots=True)
class Video:
    """A clip in a message, for servers that take one whole; ``path`` is a file of ours.

    ``frames`` and ``size`` (pixels, upright) are what its cost is counted from.
    """

    path: str = field(repr=False)
    mime: str = "video/mp4"
    name: str = "clip"
    digest: str = ""
    seconds: float = 0.0
    frames: int = 0
    size: tuple[int, int] = (0, 0)


Part = Text | Image | Video


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation; pictures come before the text that asks about them."""

    role: Role
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """All text of the message, one part a line."""
        return "\n".join(part.text for part in self.parts if isinstance(part, Text))

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """All pictures of the message, in order."""
        return tuple(part.picture for part in self.parts if isinstance(part, Image))

    @property
    def videos(self) -> tuple[Video, ...]:
        """All clips of the message that go as they are, in order."""
        return tuple(part for part in self.parts if isinstance(part, Video))


def user(text: str, *pictures: Picture) -> Message:
    """A user's message: pictures first, as GLM-V and Z.ai want them, then the text."""
    return Message("user", (*(Image(picture) for picture in pictures), Text(text)))

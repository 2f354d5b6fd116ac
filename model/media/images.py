"""Reading the pictures users bring: any common file becomes an upright 8-bit RGB ``Picture``.

What a file is comes from its bytes, not its name; its size is checked from the header before a
pixel is decoded; and whatever is wrong with it is one sentence that names the file and says what
to do.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import re
import struct
import threading
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from PIL import Image, ImageOps, UnidentifiedImageError

from model.errors import TooLarge, UnreadableFile
from model.media.brought import EMPTY, size_of, whole
from model.media.sniff import HEAD_BYTES, FileKind, picture_format, sniff
from model.messages import Picture
from model.settings import Settings

if TYPE_CHECKING:
    from PIL.Image import Image as PILImage

Source = Path | bytes | Image.Image
Encoding = Literal["PNG", "JPEG", "WEBP"]

_READ = (
    "PNG", "JPEG", "GIF", "WEBP", "BMP", "DIB", "TIFF", "ICO", "CUR", "ICNS", "PPM",
    "JPEG2000", "PSD", "AVIF", "QOI",
)  # fmt: skip
"""Pillow's readers that are used; the others need other programs (EPS) or have no signature."""

_SUFFIXES: dict[str, tuple[str, ...]] = {
    "PNG": ("png", "apng"),
    "JPEG": ("jpg", "jpeg", "jpe", "jfif", "mpo"),
    "GIF": ("gif",),
    "WebP": ("webp",),
    "BMP": ("bmp", "dib"),
    "TIFF": ("tif", "tiff"),
    "ICO": ("ico",),
    "CUR": ("cur",),
    "ICNS": ("icns",),
    "JPEG 2000": ("jp2", "j2k", "jpf", "jpx", "jpc"),
    "Photoshop": ("psd",),
    "QOI": ("qoi",),
    "Netpbm": ("pbm", "pgm", "ppm", "pnm", "pam", "pfm"),
    "AVIF": ("avif",),
}
_REFUSALS: dict[FileKind, str] = {
    "heic": "is a HEIC photo, which can't be read here; export it as JPEG or PNG and try again.",
    "avif": "is an AVIF picture, which can't be read here; export it as JPEG or PNG and try again.",
    "pdf": "is a PDF, not a picture; add it to Chat or open it in the Documents tab, or export the "
    "page as PNG.",
    "svg": "is an SVG drawing, which is not read here; export it as PNG and try again.",
    "html": "is a web page, not a picture; save a screenshot of it, or the picture itself, and "
    "try again.",
    "text": "is a text file, not a picture; paste its text into the question instead.",
    "video": "is a video, not a picture; open it in the Video tab, which sends single frames on.",
    "audio": "is a sound file, and nothing here listens; bring a picture.",
    "archive": "is an archive; unpack it and add the pictures inside.",
    "office": "is an Office document, not a picture; add it to Chat or open it in the "
    "Documents tab.",
    "postscript": "is a PostScript file; export it as PDF or PNG and add that.",
    "empty": EMPTY,
    "unknown": "is not a picture of a kind that can be read here; save it as PNG or JPEG and try "
    "again.",
}
_BOMB_PIXELS = re.compile(r"\((\d+) pixels\)")
_WHITE, _DARK = (255, 255, 255), (32, 33, 36)
_PROFILE_SRGB = re.compile(rb"s\0?R\0?G\0?B")

# ``warnings.catch_warnings`` swaps a list of the whole process: two threads inside it at once may
# leave the wrong one behind.
_quiet = threading.Lock()


def named_like_picture(name: str) -> bool:
    """Whether a file's ending is that of a picture, whatever is in it."""
    suffix = Path(name).suffix.lstrip(".").lower()
    return suffix in _ALL_SUFFIXES - _OTHER_SUFFIXES


def open_picture(source: Source, name: str = "", settings: Settings | None = None) -> Picture:
    """The picture in a file, in bytes or already decoded, as upright 8-bit RGB.

    ``name`` is what the user calls it (a path's own name when left out). Raises ``UnreadableFile``
    or ``TooLarge`` with a sentence for the user.
    """
    settings = settings or Settings()
    name = name or (source.name if isinstance(source, Path) else "picture")
    shown = _shown(name)
    with _quiet, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if isinstance(source, Image.Image):
            return _picture(source, name, [], settings)
        data = read_bytes(source, name, settings)
        kind = sniff(data[:HEAD_BYTES])
        if kind == "heic" and _register_heif():
            kind = "picture"
        if kind not in ("picture", "avif"):
            raise UnreadableFile(f"{shown} {_REFUSALS[kind]}")
        notes = []
        form = picture_format(data[:HEAD_BYTES])
        suffix = Path(name).suffix.lstrip(".").lower()
        if form and suffix in _ALL_SUFFIXES and suffix not in _SUFFIXES[form]:
            notes.append(f"{shown} is really a {form} picture; it was read as that.")
        try:
            with Image.open(io.BytesIO(data), formats=_formats()) as opened:
                return _picture(opened, name, notes, settings)
        except Image.DecompressionBombError as error:
            raise _too_many_pixels(shown, _bomb_megapixels(error), settings) from None
        except UnidentifiedImageError:
            if kind == "avif":
                raise UnreadableFile(f"{shown} {_REFUSALS['avif']}") from None
            raise UnreadableFile(_damaged(shown, form)) from None
        except MemoryError:
            raise TooLarge(
                f"{shown} does not fit in memory; make it smaller and try again."
            ) from None
        except _DECODER_ERRORS:
            raise UnreadableFile(_damaged(shown, form)) from None


_OTHER_SUFFIXES = {"pdf", "svg", "txt", "html"}
_ALL_SUFFIXES = {
    "heic", "heif", *_OTHER_SUFFIXES,
    *(suffix for group in _SUFFIXES.values() for suffix in group),
}  # fmt: skip
# Pillow's plug-ins raise all of these on damaged files.
_DECODER_ERRORS = (
    OSError, EOFError, SyntaxError, ValueError, KeyError, IndexError, TypeError, AttributeError,
    OverflowError, ZeroDivisionError, RuntimeError, struct.error,
)  # fmt: skip


def read_bytes(source: Path | bytes, name: str, settings: Settings) -> bytes:
    """All bytes of a file; raises ``UnreadableFile`` or ``TooLarge``, naming it ``name``."""
    shown = _shown(name)
    limit = settings.max_upload_mb * 1_000_000
    if isinstance(source, Path) and source.is_dir():
        raise UnreadableFile(f"{shown} is a folder; add the pictures inside it.")
    size = size_of(source, name)
    if size > limit:
        raise TooLarge(
            f"{shown} has {size / 1e6:.0f} MB and the limit is {settings.max_upload_mb} MB; "
            "make it smaller and try again."
        )
    if size == 0:
        raise UnreadableFile(f"{shown} {_REFUSALS['empty']}")
    return whole(source, name)


def refusal(name: str, kind: FileKind) -> str:
    """The sentence that turns away a file called ``name`` that is no picture."""
    return f"{_shown(name)} {_REFUSALS[kind]}"


def picture_of(image: PILImage, name: str, notes: tuple[str, ...] = ()) -> Picture:
    """A ``Picture`` of an RGB image that needs no checks: a crop, a rendered page."""
    digest = hashlib.sha256(f"{image.width}x{image.height}\0".encode())
    digest.update(image.tobytes())
    return Picture(image, digest.hexdigest(), name, notes)


def encode(
    picture: Picture, form: Encoding = "PNG", max_side: int | None = None, quality: int = 90
) -> bytes:
    """The picture as a file, shrunk so that no side is over ``max_side`` pixels."""
    image = picture.pixels if max_side is None else thumbnail(picture, max_side)
    buffer = io.BytesIO()
    if form == "PNG":
        image.save(buffer, "PNG", compress_level=3)
    else:
        image.save(buffer, form, quality=quality)
    return buffer.getvalue()


def png_bytes(picture: Picture) -> bytes:
    """The picture as a PNG file."""
    return encode(picture, "PNG")


def thumbnail(picture: Picture, side: int) -> PILImage:
    """A copy of the picture with no side over ``side`` pixels; never enlarged."""
    small = picture.pixels.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    return small


def _picture(opened: PILImage, name: str, notes: list[str], settings: Settings) -> Picture:
    """Check the size, decode, turn upright and convert; ``notes`` so far come first."""
    shown = _shown(name)
    _check_size(opened.size, shown, settings)
    notes = [*notes, *_frame_notes(opened, shown)]
    opened.load()
    image = _upright(opened)
    image, converted = _to_rgb(image, shown)
    _check_size(image.size, shown, settings)
    if image is opened:
        image = image.copy()
    return picture_of(image, name, (*notes, *converted))


def _check_size(size: tuple[int, int], shown: str, settings: Settings) -> None:
    width, height = size
    if width * height > settings.max_megapixels * 1_000_000:
        raise _too_many_pixels(shown, width * height / 1e6, settings, f"{width} × {height}")
    if min(size) < 1 or max(size) < settings.min_side:
        raise UnreadableFile(
            f"{shown} has only {width} × {height} pixels, so there is nothing to see; bring a "
            "larger picture."
        )
    if max(size) > settings.max_aspect * min(size):
        raise UnreadableFile(
            f"{shown} is {width} × {height} pixels, a mere strip; cut out the part you mean "
            f"(at most {settings.max_aspect} times as long as wide) and try again."
        )


def _too_many_pixels(
    shown: str, megapixels: float | None, settings: Settings, size: str = ""
) -> TooLarge:
    digits = 0 if megapixels and megapixels >= 10 else 1
    found = f"{megapixels:,.{digits}f} megapixels" if megapixels else "far too many megapixels"
    if size:
        found = f"{megapixels:,.{digits}f} megapixels ({size})"
    return TooLarge(
        f"{shown} has {found} and the limit is {settings.max_megapixels}; scale it down "
        "or cut out the part you mean, and try again."
    )


def _bomb_megapixels(error: Exception) -> float | None:
    found = _BOMB_PIXELS.search(str(error))
    return int(found.group(1)) / 1e6 if found else None


def _damaged(shown: str, form: str) -> str:
    kind = f"as a {form} picture" if form else "as a picture"
    return (
        f"{shown} begins {kind} but is damaged or cut off; get it again, or open it in another "
        "program and save it as PNG."
    )


def _frame_notes(opened: PILImage, shown: str) -> list[str]:
    """Say what is left out of a file of several frames; Pillow stands at the first."""
    if opened.format in (None, "MPO", "ICO", "ICNS", "PSD") or not getattr(
        opened, "is_animated", False
    ):
        return []
    count = getattr(opened, "n_frames", 2)
    if opened.format == "TIFF":
        return [f"{shown} has {count} pages; only the first is used."]
    return [f"{shown} is an animation of {count} frames; only the first is used."]


def _upright(image: PILImage) -> PILImage:
    try:
        return ImageOps.exif_transpose(image)
    except _DECODER_ERRORS:
        return image  # Damaged EXIF data says nothing about the pixels.


def _to_rgb(image: PILImage, shown: str) -> tuple[PILImage, list[str]]:
    """8-bit RGB and the notes on what had to be done for it."""
    notes: list[str] = []
    if image.mode.startswith("I") or image.mode == "F":
        image = _eight_bits(image)
        notes.append(f"{shown} holds more than 8 bits a pixel; it was brought down to 8.")
    if image.mode == "CMYK":
        notes.append(f"{shown} was converted from print colours (CMYK).")
    if _has_alpha(image):
        image, note = _flatten(image.convert("RGBA"), shown)
        return image, [*notes, *note]
    if image.mode in ("RGB", "CMYK", "L", "LAB"):
        image = _to_srgb(image)
    return (image if image.mode == "RGB" else image.convert("RGB")), notes


def _has_alpha(image: PILImage) -> bool:
    return image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info


def _flatten(image: PILImage, shown: str) -> tuple[PILImage, list[str]]:
    """Lay a transparent picture on white, or on near-black when all it shows is light."""
    alpha = image.getchannel("A")
    lowest, _ = cast("tuple[int, int]", alpha.getextrema())
    if lowest == 255:
        return image.convert("RGB"), []
    small = image.copy()
    small.thumbnail((256, 256))
    light = _visible_lightness(small)
    backdrop = _DARK if light > 200 else _WHITE
    ground = Image.new("RGB", image.size, backdrop)
    ground.paste(image, mask=alpha)
    on = "white" if backdrop == _WHITE else "a dark ground, as all it shows is light"
    return ground, [f"{shown} is partly transparent; it was laid on {on}."]


def _visible_lightness(image: PILImage) -> float:
    """Mean luma (0–255) of the pixels that show, weighted by how much they do."""
    luma = image.convert("RGB").convert("L").tobytes()
    alpha = image.getchannel("A").tobytes()
    weight = sum(alpha)
    return sum(a * b for a, b in zip(luma, alpha, strict=True)) / weight if weight else 0.0


def _eight_bits(image: PILImage) -> PILImage:
    """Grey values of more than 8 bits or floats brought to 0–255.

    16-bit values keep their scale (65535 is white) unless the picture uses less than a sixteenth
    of it, as 12-bit cameras do: then its own brightest value is white. Floats run from their
    lowest to their highest value.
    """
    import numpy as np

    values = np.nan_to_num(np.asarray(image, dtype=np.float64), posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    if image.mode == "F":
        low, top = (0.0, 1.0) if low >= 0.0 and 0.5 < high <= 1.0 else (low, high)
    else:
        low = min(low, 0.0)
        top = 65535.0 if 4095 < high <= 65535 else (255.0 if high <= 255 else high)
    scaled = (values - low) * (255.0 / (top - low)) if top > low else values * 0
    return Image.fromarray(np.clip(scaled + 0.5, 0, 255).astype(np.uint8))


def _to_srgb(image: PILImage) -> PILImage:
    """Colours through the embedded ICC profile where there is one that is not sRGB."""
    profile: Any = image.info.get("icc_profile")
    if image.mode != "LAB" and (not profile or _PROFILE_SRGB.search(profile)):
        return image
    from PIL import ImageCms

    try:
        source = (
            ImageCms.createProfile("LAB")
            if image.mode == "LAB"
            else ImageCms.ImageCmsProfile(io.BytesIO(profile))
        )
        target = ImageCms.createProfile("sRGB")
        changed = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # A broken profile: the plain values are the best there is.
    return changed if changed is not None else image


def _formats() -> list[str]:
    Image.init()
    return [form for form in (*_READ, "HEIF") if form in Image.OPEN]


def _register_heif() -> bool:
    """Whether HEIC can be read: only where pillow-heif happens to be installed."""
    try:
        codec = importlib.import_module("pillow_heif")
    except ImportError:
        return False
    codec.register_heif_opener()
    return True


def _shown(name: str) -> str:
    """The name in quotes with odd characters escaped, shortened in the middle."""
    return repr(name if len(name) <= 80 else f"{name[:50]}…{name[-25:]}")

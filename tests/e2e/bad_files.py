"""Files as they go wrong in life, made small, and what the page says of each."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from PIL import Image, ImageDraw, ImageFont

WORD = "Invoice"
"""What stands on every picture here that can be read, at ``WORD_BOX``."""
WORD_BOX = (39, 90, 223, 138)
SIZE = (640, 240)


def page_image(text: str = f"{WORD} 4711") -> Image.Image:
    image = Image.new("RGB", SIZE, "white")
    ImageDraw.Draw(image).text((40, 80), text, "black", ImageFont.load_default(size=56))
    return image


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def blank_png(side: int) -> bytes:
    """A whole PNG of ``side`` × ``side`` black pixels in a few kilobytes."""
    row, packer = b"\0" * (1 + side // 8), zlib.compressobj(9)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def turned(form: str) -> bytes:
    """The page lying on its side, with EXIF data that says how to turn it upright."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(page_image().transpose(Image.Transpose.ROTATE_90), form, exif=exif, quality=92)


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.png", saved(page_image(), "PNG"))
    return buffer.getvalue()


def pdf(**options: Any) -> bytes:
    import pymupdf

    document = pymupdf.open()
    for number in (1, 2):
        document.new_page(width=500, height=200).insert_text(
            (40, 90), f"{WORD} {number}", fontsize=40
        )
    data: bytes = document.tobytes(**options)
    return data


def locked_pdf() -> bytes:
    import pymupdf

    return pdf(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="x", owner_pw="y")


@dataclass(frozen=True)
class Case:
    """A file and what must be said of it: ``refused`` or, where it is taken, ``note``.

    ``chat`` replaces ``refused`` where Chat has another opinion; ``""`` means that Chat takes it.
    """

    name: str
    data: bytes
    refused: str = ""
    note: str = ""
    chat: str | None = None

    @property
    def payload(self) -> dict[str, Any]:
        return {"name": self.name, "mimeType": "image/png", "buffer": self.data}

    @property
    def refused_in_chat(self) -> str:
        return self.refused if self.chat is None else self.chat


CUT_CLIP = b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + b"\0" * 64
GOOD = Case("turned.png", turned("PNG"))


@cache
def cases() -> tuple[Case, ...]:
    good, jpeg = saved(page_image(), "PNG"), saved(page_image(), "JPEG")
    second = {"save_all": True, "append_images": [page_image("Second")]}
    deep = page_image().convert("L").convert("I").point(lambda v: v * 257).convert("I;16")
    return (
        Case("cut.png", good[: len(good) // 2], "damaged or cut off"),
        Case("cut.jpg", jpeg[: len(jpeg) // 2], "damaged or cut off"),
        Case("nothing.png", b"", "0 bytes"),
        Case("words.png", b"hello, this is text", "text file"),
        Case("page.jpg", b"<!doctype html><html><body>404</body></html>", "web page"),
        Case("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        Case("huge.png", blank_png(10_000), "100 megapixels"),
        Case("bomb.png", blank_png(40_000), "1,600 megapixels"),
        Case("dot.png", saved(Image.new("RGB", (1, 1)), "PNG"), "1 × 1"),
        Case("line.png", saved(Image.new("RGB", (20_000, 1)), "PNG"), "strip"),
        Case("clip.mp4", CUT_CLIP, "video", chat="'clip.mp4'"),
        Case("pictures.zip", zipped(), "archive"),
        # The sentence depends on whether a HEIC codec happens to be installed.
        Case("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 64, "'photo.heic'"),
        Case("locked.pdf", locked_pdf(), "PDF, not a picture", chat="password"),
        Case("broken.pdf", b"%PDF-1.7\n%\xe2\xe3\n1 0 obj<<", "PDF, not a picture", chat="damaged"),
        Case("good.pdf", pdf(), "PDF, not a picture", chat=""),
        Case("really.jpg", good, note="really a PNG"),
        Case("print.jpg", saved(page_image().convert("CMYK"), "JPEG"), note="print colours"),
        Case("deep.png", saved(deep, "PNG"), note="more than 8 bits"),
        Case("moving.gif", saved(page_image(), "GIF", **second), note="2 frames"),
        Case("moving.webp", saved(page_image(), "WEBP", lossless=True, **second), note="2 frames"),
        Case("turned.jpg", turned("JPEG")),
        GOOD,
    )


HOSTILE_NAMES = (
    "<img src=x onerror=window.pwned=1>.png",
    "x" * 251 + ".png",
    "abc\u202egnp.exe.png",
    "two\nlines.png",
    "a'\"`$(id);b.png",
    "100%25#?&x.png",
)

"""Every kind of file a user may drop, made here with the real encoders."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageDraw

from model.errors import InputError, TooLarge, UnreadableFile
from model.media.images import encode, open_picture, png_bytes, thumbnail
from model.settings import Settings

RED, BLUE = (220, 30, 30), (30, 30, 220)


def scene(width=60, height=40, mode="RGB"):
    """Red on the left, blue in the bottom right quarter, white elsewhere."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 3, height), fill=RED)
    draw.rectangle((width // 2, height // 2, width, height), fill=BLUE)
    return image if mode == "RGB" else image.convert(mode)


def saved(image, form, **options):
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def near(colour, wanted, tolerance=40):
    return all(abs(a - b) <= tolerance for a, b in zip(colour, wanted, strict=True))


def png_header(width, height):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", len(head)) + chunk + struct.pack(">I", zlib.crc32(chunk))
        + struct.pack(">I", 0) + b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))
    )  # fmt: skip


def zipped(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("form", "options"),
    [
        ("PNG", {}), ("JPEG", {"quality": 95}), ("WEBP", {"lossless": True}), ("GIF", {}),
        ("BMP", {}), ("TIFF", {}), ("TIFF", {"compression": "tiff_lzw"}), ("PPM", {}),
        ("JPEG2000", {}), ("AVIF", {"quality": 95}),
    ],
)  # fmt: skip
def test_common_formats_keep_size_and_colours(form, options):
    picture = open_picture(saved(scene(), form, **options), f"photo.{form.lower()}")
    assert picture.size == (60, 40)
    assert picture.pixels.mode == "RGB"
    assert near(picture.pixels.getpixel((5, 20)), RED)
    assert near(picture.pixels.getpixel((50, 35)), BLUE)
    assert near(picture.pixels.getpixel((40, 5)), (255, 255, 255))


def test_digest_depends_on_pixels_and_size_only(tmp_path: Path):
    path = tmp_path / "a.png"
    scene().save(path)
    first = open_picture(path)
    assert first.name == "a.png"
    assert first.digest == open_picture(saved(scene(), "BMP"), "other.bmp").digest
    assert first.digest == open_picture(scene()).digest
    turned = Image.frombytes("RGB", (40, 60), scene().tobytes())
    assert first.digest != open_picture(turned).digest


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_exif_orientation_is_applied(orientation, form):
    undo = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]  # fmt: skip
    stored = scene() if undo is None else scene().transpose(undo)
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = open_picture(saved(stored, form, exif=exif), "photo")
    assert picture.size == (60, 40)
    assert near(picture.pixels.getpixel((5, 35)), RED)
    assert near(picture.pixels.getpixel((50, 35)), BLUE)


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (saved(scene(mode="CMYK"), "JPEG", quality=95), "CMYK"),
        (saved(scene(mode="P"), "PNG"), None),
        (saved(scene(mode="P"), "GIF"), None),
        (saved(scene(), "TIFF", compression="jpeg", quality=95), None),
        (saved(scene(mode="RGBA"), "PNG"), None),
        (saved(scene(), "GIF", save_all=True, append_images=[Image.new("RGB", (60, 40))]), "2 fr"),
        (saved(scene(), "WEBP", save_all=True, append_images=[scene().rotate(180)], lossless=True),
         "2 fr"),
        (saved(scene(), "PNG", save_all=True, append_images=[scene().rotate(180)]), "2 frames"),
        (saved(scene(), "TIFF", save_all=True, append_images=[scene()]), "2 pages"),
    ],
)  # fmt: skip
def test_colour_modes_and_animations(data, note):
    picture = open_picture(data, "photo")
    assert near(picture.pixels.getpixel((5, 20)), RED, 60)
    assert near(picture.pixels.getpixel((50, 35)), BLUE, 60)
    assert (note is None) == (picture.notes == ())
    assert note is None or note in picture.notes[0]


def grey_ramp(mode, top):
    image = Image.new(mode, (64, 8))
    for x in range(64):
        for y in range(8):
            image.putpixel((x, y), round(top * x / 63) if mode != "F" else top * x / 63)
    return image


@pytest.mark.parametrize(
    "data",
    [
        saved(grey_ramp("I;16", 65535), "PNG"),
        saved(grey_ramp("I;16", 65535), "TIFF"),
        saved(grey_ramp("I;16", 4000), "TIFF"),
        saved(grey_ramp("I", 65535), "TIFF"),
        saved(grey_ramp("F", 1.0), "TIFF"),
        saved(grey_ramp("F", 900.0), "TIFF"),
    ],
)
def test_deep_grey_becomes_eight_bits(data):
    picture = open_picture(data, "scan.tif")
    left, middle, right = (picture.pixels.getpixel((x, 4))[0] for x in (0, 32, 63))
    assert (left, right) == (0, 255)
    assert 120 <= middle <= 136
    assert "more than 8 bits" in picture.notes[-1]


def glyph(colour):
    image = Image.new("RGBA", (80, 40), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((10, 10, 70, 30), fill=colour)
    return image


def test_transparency_is_laid_on_what_it_shows_against():
    dark = open_picture(saved(glyph((20, 20, 20, 255)), "PNG"), "logo.png")
    assert dark.pixels.getpixel((1, 1)) == (255, 255, 255)
    assert "on white" in dark.notes[0]
    light = open_picture(saved(glyph((250, 250, 250, 255)), "PNG"), "logo.png")
    assert max(light.pixels.getpixel((1, 1))) < 60
    assert "dark ground" in light.notes[0]
    palette = glyph((220, 30, 30, 255)).quantize(8)
    shown = open_picture(saved(palette, "PNG", transparency=palette.getpixel((1, 1))), "p.png")
    assert shown.pixels.getpixel((1, 1)) == (255, 255, 255)
    keyed = Image.new("RGB", (20, 20), (0, 255, 0))
    key = open_picture(saved(keyed, "PNG", transparency=(0, 255, 0)), "k.png")
    assert key.pixels.getpixel((3, 3)) == (255, 255, 255)


def test_embedded_profile_is_applied():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    same = open_picture(saved(scene(), "PNG", icc_profile=profile), "a.png")
    assert same.digest == open_picture(scene()).digest
    broken = open_picture(saved(scene(), "PNG", icc_profile=b"nonsense" * 30), "a.png")
    assert broken.digest == same.digest


@pytest.mark.parametrize("name", ["photo.jpg", "photo.heic", "photo.pdf"])
def test_a_mislabelled_picture_is_read_and_said(name):
    picture = open_picture(saved(scene(), "PNG"), name)
    assert picture.size == (60, 40)
    assert picture.notes == (f"{name!r} is really a PNG picture; it was read as that.",)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF", "JPEG2000", "AVIF"])
@pytest.mark.parametrize("part", [0.03, 0.3, 0.6])
def test_a_cut_off_picture_is_refused(form, part):
    noise = Image.effect_noise((160, 120), 80).convert("RGB")
    data = saved(noise, form)
    with pytest.raises(UnreadableFile) as caught:
        open_picture(data[: int(len(data) * part)], f"cut.{form.lower()}")
    assert f"'cut.{form.lower()}'" in str(caught.value)


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 64
MP4 = b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + b"\0" * 64


@pytest.mark.parametrize(
    ("name", "data", "error", "said"),
    [
        ("a.png", b"", UnreadableFile, "empty"),
        ("a.png", b"\0" * 500, UnreadableFile, "not a picture"),
        ("a.png", b"hello, this is text", UnreadableFile, "text file"),
        ("a.svg", b"<?xml version='1.0'?><svg xmlns='x'/>", UnreadableFile, "SVG"),
        ("a.png", b"<!DOCTYPE html><html><svg></svg></html>", UnreadableFile, "export"),
        ("a.png", b"<!DOCTYPE html><html><p>404</p></html>", UnreadableFile, "web page"),
        ("a.png", b"%PDF-1.7\n%\xe2\xe3", UnreadableFile, "PDF"),
        ("a.zip", zipped("a.png"), UnreadableFile, "archive"),
        ("a.docx", zipped("[Content_Types].xml", "word/document.xml"), UnreadableFile, "Office"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, UnreadableFile, "Office"),
        ("photo.heic", HEIC, UnreadableFile, "'photo.heic'"),
        ("a.mp4", MP4, UnreadableFile, "video"),
        ("a.webm", b"\x1aE\xdf\xa3" + b"\1" * 99, UnreadableFile, "video"),
        ("a.m4a", b"\0\0\0\x18ftypM4A \0\0\0\0", UnreadableFile, "sound"),
        ("a.mp3", b"ID3\4\0\0\0" + b"\0" * 90, UnreadableFile, "sound"),
        ("a.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n", UnreadableFile, "PostScript"),
        ("a.gz", b"\x1f\x8b\x08" + b"\0" * 50, UnreadableFile, "archive"),
        ("a.bin", bytes(range(256)), UnreadableFile, "not a picture"),
        ("huge.png", png_header(10_000, 10_000), TooLarge, "100 megapixels (10000 × 10000)"),
        ("bomb.png", png_header(60_000, 60_000), TooLarge, "3,600 megapixels"),
        ("dot.png", saved(Image.new("RGB", (1, 1)), "PNG"), UnreadableFile, "1 × 1"),
        ("line.png", saved(Image.new("RGB", (3000, 2)), "PNG"), UnreadableFile, "strip"),
        ("head.png", png_header(50, 50), UnreadableFile, "damaged"),
        ("zero.png", png_header(0, 50), UnreadableFile, "'zero.png'"),
    ],
)
def test_bad_files_get_one_sentence(name, data, error, said):
    with pytest.raises(error) as caught:
        open_picture(data, name)
    message = str(caught.value)
    assert repr(name) in message
    assert said in message
    assert "\n" not in message
    assert message.endswith(".")


def test_paths_that_are_no_files(tmp_path: Path):
    with pytest.raises(UnreadableFile, match="not there"):
        open_picture(tmp_path / "gone.png")
    with pytest.raises(UnreadableFile, match="folder"):
        open_picture(tmp_path)


def test_limits_come_from_the_settings():
    data = saved(Image.effect_noise((900, 900), 90), "BMP")
    with pytest.raises(TooLarge, match="'a.bmp' has 0.8 megapixels"):
        open_picture(data, "a.bmp", Settings(max_megapixels=0))
    with pytest.raises(TooLarge, match="limit is 0 MB"):
        open_picture(data, "a.bmp", Settings(max_upload_mb=0))


def test_png_with_a_text_bomb_is_refused():
    text = b"k\0\0" + zlib.compress(b"x" * 80_000_000)
    chunk = b"zTXt" + text
    data = saved(scene(), "PNG")
    at = data.index(b"IDAT") - 4
    bomb = struct.pack(">I", len(text)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    with pytest.raises(InputError, match="'a.png'"):
        open_picture(data[:at] + bomb + data[at:], "a.png")


def test_encoding_back():
    picture = open_picture(scene(400, 200))
    assert open_picture(png_bytes(picture)).digest == picture.digest
    small = open_picture(encode(picture, "JPEG", max_side=100))
    assert small.size == (100, 50)
    assert thumbnail(picture, 1000).size == (400, 200)
    assert picture.size == (400, 200)


def test_long_and_odd_names_stay_one_line():
    with pytest.raises(UnreadableFile) as caught:
        open_picture(b"", "x" * 300 + "\n<b>.png")
    assert len(str(caught.value)) < 220
    assert "\n" not in str(caught.value)

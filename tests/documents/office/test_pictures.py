"""Pictures and TIFFs of several pages as documents."""

import io

import pytest
from PIL import Image

from model.documents.office.convert import convert
from model.documents.office.kinds import document_kind
from model.errors import InputError
from model.media.pdf.file import open_pdf
from model.settings import Settings

SETTINGS = Settings()


def converted(path, settings=SETTINGS):
    return convert(path, document_kind(path), settings)


def frames(path, *images, **options):
    images[0].save(path, "TIFF", save_all=True, append_images=images[1:], **options)
    return path


def sizes(made):
    with open_pdf(made.pdf, "x", SETTINGS) as pdf:
        return [pdf.size(page) for page in range(pdf.pages)]


def test_every_frame_is_a_page_as_large_as_it_was_scanned(tmp_path):
    path = frames(
        tmp_path / "a.tif", Image.new("1", (600, 900), 1), Image.new("RGB", (300, 300), "red"),
        dpi=(300, 300),
    )  # fmt: skip
    made = converted(path)
    assert made.kind == "tiff"
    assert made.approximate == ""
    assert sizes(made) == [pytest.approx((144, 216)), pytest.approx((72, 72))]
    with open_pdf(made.pdf, "x", SETTINGS) as pdf:
        assert pdf.render(1, 72).getpixel((30, 30)) == (255, 0, 0)


def test_a_picture_without_dpi_is_recognised_pixel_by_pixel(tmp_path):
    Image.new("RGB", (1100, 550), "blue").save(tmp_path / "a.png")
    made = converted(tmp_path / "a.png")
    assert sizes(made) == [pytest.approx((720, 360))]
    assert made.kind == "picture"


def test_a_turned_photo_stands_upright(tmp_path):
    image = Image.new("RGB", (200, 100), "blue")
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(tmp_path / "a.jpg", exif=exif)
    ((width, height),) = sizes(converted(tmp_path / "a.jpg"))
    assert height == pytest.approx(2 * width)


def test_oversized_and_left_out_frames_are_told(tmp_path):
    path = frames(
        tmp_path / "a.tif", Image.new("1", (1200, 1000)), Image.new("1", (50, 50)),
        Image.new("1", (50, 50)),
    )  # fmt: skip
    made = converted(path, Settings(max_megapixels=1, document_pages=2))
    assert len(sizes(made)) == 2
    assert made.facts_notes == (
        "Page 1 has 1 megapixels, more than the 1 decoded; it is left empty.",
        "It has 3 pages; those after 2 were left out.",
    )


def test_a_cut_off_tiff_gets_a_sentence(tmp_path):
    buffer = io.BytesIO()
    Image.effect_noise((300, 300), 50).save(buffer, "TIFF")
    (tmp_path / "a.tif").write_bytes(buffer.getvalue()[:20_000])
    with pytest.raises(InputError, match="'a.tif'"):
        converted(tmp_path / "a.tif")

import os
from pathlib import Path

import pytest
from PIL import Image

from model.errors import UnreadableFile
from model.media.images import open_picture
from ui.ground.picture_files import picture_file, uploaded


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "cache"))
    (tmp_path / "cache").mkdir()
    return tmp_path / "cache"


def shown(path, cache):
    picture = open_picture(path)
    value = picture_file(picture, path)
    file = Path(value["path"])
    assert file == path or cache in file.parents
    return picture, file


@pytest.mark.parametrize(("form", "mode"), [("PNG", "RGB"), ("JPEG", "RGB"), ("JPEG", "L"),
                                            ("WEBP", "RGB")])  # fmt: skip
def test_what_a_browser_shows_is_served_as_it_was_brought(tmp_path, own_cache, form, mode):
    path = tmp_path / f"mine.{form.lower()}"
    Image.new(mode, (64, 48), "white").save(path, form)
    assert shown(path, own_cache)[1] == path


def test_a_rotated_photo_is_served_as_it_is_for_browsers_turn_it_too(tmp_path, own_cache):
    path = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (64, 48)).save(path, exif=exif)
    picture, file = shown(path, own_cache)
    assert picture.size == (48, 64) and file == path


def test_what_was_converted_is_written_anew(tmp_path, own_cache):
    cmyk, clear, frames, tiff = (tmp_path / name for name in ("p.jpg", "c.png", "a.webp", "t.tif"))
    Image.new("CMYK", (64, 48)).save(cmyk)
    Image.new("RGBA", (64, 48), (255, 0, 0, 90)).save(clear)
    Image.new("RGB", (64, 48)).save(
        frames, save_all=True, append_images=[Image.new("RGB", (64, 48), "red")]
    )
    Image.new("RGB", (64, 48)).save(tiff)
    for path in (cmyk, clear, frames, tiff):
        picture, file = shown(path, own_cache)
        assert file != path, path
        with Image.open(file) as again:
            assert again.size == picture.size and again.format == "PNG"


def test_a_large_picture_of_ours_becomes_a_jpeg_of_the_same_size(own_cache):
    picture = open_picture(Image.new("RGB", (2100, 1500), "teal"))
    with Image.open(picture_file(picture)["path"]) as again:
        assert again.size == (2100, 1500) and again.format == "JPEG"


def test_only_uploaded_files_are_taken(tmp_path, own_cache):
    secret = tmp_path / "secret.png"
    Image.new("RGB", (9, 9)).save(secret)
    (own_cache / "link.png").symlink_to(secret)
    upwards = os.path.join(own_cache, "..", "secret.png")
    for path in (str(secret), upwards, str(own_cache / "link.png"), str(own_cache), "", "/etc"):
        with pytest.raises(UnreadableFile):
            uploaded(path)
    mine = own_cache / "mine.png"
    mine.write_bytes(b"x")
    assert uploaded(str(mine)) == mine

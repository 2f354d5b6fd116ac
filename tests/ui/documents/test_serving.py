"""What the reader is told of a real document, and that it is told of no other's."""

import json
from pathlib import Path
from typing import Any

import pytest

from model.documents.document import opening_document
from model.settings import Settings
from ui.documents.library import Library
from ui.documents.serving import Serving

ASSETS = Path(__file__).parents[3] / "assets" / "documents"
TRUTH = json.loads((ASSETS / "truth.json").read_text("utf-8"))["harbour-report.pdf"]
ANNA, BORIS = "a" * 32, "b" * 32


class Reader:
    """Calls the server's functions as the page's script does."""

    def __init__(self, serving: Serving, doc: str) -> None:
        self.functions = {one.__name__: one for one in serving.functions}
        self.doc = doc

    def __call__(self, name: str, token: str = ANNA, **asked: Any) -> dict[str, Any]:
        answer = self.functions["doc_" + name]({"token": token, "doc": self.doc, **asked})
        return json.loads(json.dumps(answer))  # it must survive the way to the browser


@pytest.fixture(scope="module")
def library() -> Any:
    settings = Settings()
    library = Library(
        lambda path, name, password: opening_document(path, settings, None, password, name), 8, 60
    )
    yield library
    library.close_all()


@pytest.fixture(scope="module")
def reader(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Any:
    held = library.open(ANNA, ASSETS / "harbour-report.pdf", "report.pdf")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADIO_TEMP_DIR", str(tmp_path_factory.mktemp("files")))
        yield Reader(Serving(library, Settings()), held.id)


def test_the_lines_of_a_page_come_with_it_and_a_scan_says_so_only_once(reader: Reader) -> None:
    content = reader("content", page=0)
    assert any("18,420 ferry calls" in line[0] for line in content["lines"])
    scan = reader("content", page=3)
    assert scan["origin"] == "unread" and scan["notes"] == [] and scan["lines"] == []


def test_a_page_comes_as_a_picture_twice_as_sharp_when_it_is_enlarged(reader: Reader) -> None:
    from PIL import Image

    plain, sharp = reader("page", page=0), reader("page", page=0, sharp=True)
    assert (plain["width"], plain["height"]) == (595, 842)
    sizes = []
    for one in (plain, sharp):
        with Image.open(one["url"].partition("file=")[2]) as picture:
            sizes.append(picture.width)
    assert sizes[1] == pytest.approx(2 * sizes[0], abs=2)


def test_small_pictures_come_for_the_pages_that_are_asked_for(reader: Reader) -> None:
    assert sorted(reader("thumbs", pages=[1, 3])["urls"]) == ["1", "3"]


def test_the_text_has_its_columns_in_order_and_a_box_for_every_block(reader: Reader) -> None:
    content = reader("content", page=0)
    text = "\n".join(block["text"] for block in content["blocks"])
    heads = ("1 The year in brief", "2 Ferries", "3 Freight", "4 Staff and safety")
    assert [text.index(head) for head in heads] == sorted(text.index(head) for head in heads)
    for block in content["blocks"]:
        x1, y1, x2, y2 = block["box"]
        assert 0 <= x1 < x2 <= 595 and 0 <= y1 < y2 <= 842
    assert "18,420 ferry calls" in content["markdown"]


def test_tables_come_with_their_cells_and_where_they_stand(reader: Reader) -> None:
    tables = [one["table"] for one in reader("content", page=1)["blocks"] if "table" in one]
    ruled = next(one for one in tables if one["method"] == "ruled")
    assert ruled["rows"] == TRUTH["ruled"]
    assert all(box for row in ruled["boxes"] for box in row)


def test_hits_are_found_on_all_pages_with_their_boxes(reader: Reader) -> None:
    hits: list[Any] = []
    at: Any = 0
    while at is not None:
        found = reader("find", words="NORTHSOUND", **{"from": at})
        hits += found["hits"]
        at = found["next"]
    assert [hit["page"] for hit in hits] == [0, 1]
    assert all(hit["boxes"] for hit in hits)


def test_a_scan_says_that_it_was_not_read_and_that_search_passed_it(reader: Reader) -> None:
    assert reader("content", page=3)["origin"] == "unread"
    assert reader("find", words="Fjordlight", **{"from": 3})["unread"] == 1


@pytest.mark.parametrize("page", [-1, 4, None, "0", True, 1.0])
def test_a_page_that_is_none_is_refused_in_a_sentence(reader: Reader, page: Any) -> None:
    assert "has 4 pages" in reader("page", page=page)["error"]


def test_nobody_else_is_told_anything(reader: Reader, library: Library) -> None:
    library.open(BORIS, ASSETS / "tariff.pdf", "tariff.pdf")
    for name in ("page", "content", "thumbs", "find"):
        assert list(reader(name, token=BORIS, page=0, pages=[0], words="a")) == ["error"]
        assert list(reader(name, token="", page=0, pages=[0], words="a")) == ["error"]

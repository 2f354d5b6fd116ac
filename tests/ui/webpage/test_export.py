import base64
import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from ui.webpage.export import fold, to_zip, unfold

PNG = base64.b64encode(bytes(range(256)) * 2).decode()
JPEG = base64.b64encode(b"\xff\xd8" + bytes(300)).decode()
PAGE = (
    f"<!doctype html><style>i{{background:url(data:image/png;base64,{PNG})}}</style>"
    f'<img src="data:image/png;base64,{PNG}"><img src="data:image/jpeg;base64,{JPEG}">'
)


def test_each_picture_is_folded_once_and_comes_back() -> None:
    folded = fold(PAGE)
    assert "base64" not in folded.html
    assert folded.html.count("assets/picture-1.png") == 2
    assert folded.html.count("assets/picture-2.jpg") == 1
    assert folded.files["assets/picture-1.png"] == bytes(range(256)) * 2
    assert unfold(folded.html, folded.addresses) == PAGE


def test_what_is_edited_between_folding_and_unfolding_stays() -> None:
    folded = fold(PAGE)
    edited = folded.html.replace("<!doctype html>", "<!doctype html><h1>New</h1>")
    assert unfold(edited, folded.addresses) == PAGE.replace(
        "<!doctype html>", "<!doctype html><h1>New</h1>"
    )
    without = folded.html.replace('<img src="assets/picture-2.jpg">', "")
    assert JPEG not in unfold(without, folded.addresses)


def test_short_damaged_and_percent_encoded_data_stay_where_they_are() -> None:
    page = (
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'
        f'<img src="data:image/png;base64,{"A" * 301}">'
        f'<img src="data:image/svg+xml,%3Csvg{"x" * 400}%3E">'
    )
    assert fold(page).html == page


def test_a_name_that_is_on_the_page_already_is_not_taken_again() -> None:
    page = f'<a href="assets/picture-1.png">x</a><img src="data:image/png;base64,{PNG}">'
    folded = fold(page)
    assert "assets/picture-2.png" in folded.addresses
    assert unfold(folded.html, folded.addresses) == page


def test_the_zip_holds_the_page_and_its_pictures_and_is_the_same_each_time() -> None:
    data = to_zip(PAGE)
    assert data == to_zip(PAGE)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = ["index.html", "assets/picture-1.png", "assets/picture-2.jpg"]
        assert archive.namelist() == names
        page = archive.read("index.html").decode()
        assert all(name in page for name in names[1:])
        assert archive.read("assets/picture-2.jpg").startswith(b"\xff\xd8")


@given(st.text(alphabet="<>/='\"datimgescupr:;,bs64-1.pnj A+", max_size=400))
def test_nothing_is_lost_whatever_the_page_is(text: str) -> None:
    folded = fold(text + PAGE + text)
    assert unfold(folded.html, folded.addresses) == text + PAGE + text

import pytest

from model.errors import InputError
from ui.webpage.preview import POLICY, SANDBOX, guard, is_path, preview_value, read_pick

GOOD = "body > main:nth-of-type(1) > my-card:nth-of-type(12) > h1:nth-of-type(1)"


def test_the_frame_may_run_scripts_and_nothing_else() -> None:
    assert SANDBOX == "allow-scripts"
    assert POLICY.startswith("default-src 'none';")
    assert "'self'" not in POLICY and "http" not in POLICY
    assert "form-action 'none'" in POLICY and "base-uri 'none'" in POLICY


def test_the_policy_comes_before_everything_else() -> None:
    assert guard().startswith('<meta http-equiv="Content-Security-Policy"')
    assert guard().index("Content-Security-Policy") < guard().index("<script>")
    assert guard().count("</script>") == 1
    assert guard().count("{key}") == 1


@pytest.mark.parametrize("path", ["body", "html", GOOD])
def test_chains_of_tags_are_paths(path: str) -> None:
    assert is_path(path)


@pytest.mark.parametrize(
    "path",
    ["", "body >", "> p", "body > *", "body, html", "a[href='x']", "body > p:hover", "b{}", "P",
     "body > p:nth-of-type(999999)", "body  >  p", "body > p\n"],
)  # fmt: skip
def test_everything_else_is_none(path: str) -> None:
    assert not is_path(path)


def test_what_was_clicked_is_read_as_words() -> None:
    found = read_pick({"where": GOOD, "element": "<h1>x</h1>", "name": " Big \n sale "}, "en")
    assert (found.path, found.element, found.name) == (GOOD, "<h1>x</h1>", "Big sale")
    long = read_pick({"where": "body", "element": "x" * 99_999, "name": "y" * 999}, "en")
    assert len(long.element) == 20_000 and len(long.name) == 60


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"where": 3, "element": "", "name": ""},
        {"where": "body", "element": None, "name": ""},
        {"where": "body > " * 400 + "p", "element": "", "name": ""},
        {"where": "p:has(script)", "element": "", "name": ""},
    ],
)
def test_nonsense_from_the_frame_is_one_sentence(data: object) -> None:
    with pytest.raises(InputError, match="select it again"):
        read_pick(data, "en")


def test_the_value_says_what_is_shown() -> None:
    value = preview_value("<p>", (800, 600), writing=True)
    assert value == {"html": "<p>", "width": 800, "height": 600, "writing": True}

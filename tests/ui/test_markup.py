import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.markup import both, literal, safe


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**bold** and `code`", "**bold** and `code`"),
        ("![x](http://evil/?q=1)", "&#33;&#91;x](http://evil/?q=1)"),
        ("![x][r]\n\n[r]: http://evil", "&#33;&#91;x][r]\n\n[r]: http://evil"),
        ("<img src=x onerror=y>", "&lt;img src=x onerror=y>"),
        ("`<b>` and <b>", "`<b>` and &lt;b>"),
        ("``a ` <b>`` <i>", "``a ` <b>`` &lt;i>"),
        ("`not closed <b>", "`not closed &lt;b>"),
        ("`two\n\nparagraphs <b>`", "`two\n\nparagraphs &lt;b>`"),
        ("```html\n<b>\n```\n<i>", "```html\n<b>\n```\n&lt;i>"),
        ("~~~\n![x](y)\n~~~", "~~~\n![x](y)\n~~~"),
        ("````\n```\n<b>\n````\n<i>", "````\n```\n<b>\n````\n&lt;i>"),
        ("```mermaid\ngraph\n```", "```text\ngraph\n```"),
        ("```MerMaid x\ngraph\n```", "```text\ngraph\n```"),
        ('```a" onload=\nx\n```', "```a\nx\n```"),
        ("```\nnever closed <b>", "```\nnever closed <b>"),
        ("``` not ` a fence\n<b>", "``` not ` a fence\n&lt;b>"),
        ("[a](javascript:alert(1))", "[a](#))"),
        ("[a]( data:text/html,x)", "[a](#)"),
        ("[a](https://ok.example)", "[a](https://ok.example)"),
        ("1 < 2 > 0", "1 &lt; 2 > 0"),
    ],
)
def test_markdown_formats_and_loads_nothing(text: str, shown: str) -> None:
    assert safe(text) == shown


@given(st.text(alphabet="<>![]()`~ \nab", max_size=60))
def test_prose_never_keeps_a_tag_or_a_picture(text: str) -> None:
    outside = text.replace("`", "").replace("~", "")
    assert "<" not in safe(outside)
    assert "![" not in safe(outside)


@given(st.text(alphabet="`ab\n", max_size=40))
def test_a_literal_cannot_be_left(text: str) -> None:
    fence = literal(text).split("\n")[0].removesuffix("text")
    assert fence not in text


def test_values_are_escaped_in_both_languages() -> None:
    shown = both("chip_endpoint", model="<b>", host='"x"')
    assert "<b>" not in shown
    assert shown.count("&lt;b&gt;") == 2

"""Colours of DrawingML: digits, names of a theme, and what is changed about them."""

from xml.etree import ElementTree

import pytest

from model.documents.office.drawing_colors import color_of, theme_colors

A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
THEME = f"""<a:theme {A}><a:clrScheme><a:dk1><a:sysClr lastClr="010203"/></a:dk1>
<a:accent1><a:srgbClr val="804020"/></a:accent1></a:clrScheme></a:theme>"""


def test_a_theme_has_its_colours_by_name():
    theme = theme_colors(ElementTree.fromstring(THEME))
    assert theme["tx1"] == theme["dk1"] == (1, 2, 3)
    assert theme_colors(None) == {}


@pytest.mark.parametrize(
    ("written", "color"),
    [
        ("<a:srgbClr val='80fF20'/>", (128, 255, 32)),
        ("<a:prstClr val='orange'/>", (255, 165, 0)),
        ("<a:schemeClr val='accent1'><a:lumMod val='50000'/></a:schemeClr>", (64, 32, 16)),
        ("<a:schemeClr val='dk1'><a:lumOff val='200000'/></a:schemeClr>", (255, 255, 255)),
        ("<a:prstClr val='black'><a:tint val='0'/></a:prstClr>", (255, 255, 255)),
        ("<a:prstClr val='blue'><a:shade val='nan'/></a:prstClr>", (0, 0, 255)),
        ("<a:prstClr val='blue'><a:lumMod val='1e999'/></a:prstClr>", (0, 0, 255)),
        ("<a:schemeClr val='accent9'/>", None),
        ("<a:srgbClr val='80402'/>", None),
        ("<a:srgbClr val='+8-4 2'/>", None),
        ("<a:sysClr val='window'/>", None),
        ("", None),
    ],
)
def test_a_fill_has_a_colour(written, color):
    theme = theme_colors(ElementTree.fromstring(THEME))
    fill = ElementTree.fromstring(f"<a:solidFill {A}>{written}</a:solidFill>")
    assert color_of(fill, theme) == color

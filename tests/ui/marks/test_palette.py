import itertools

import pytest

from ui.marks.palette import PAINTS, contrast, paint_labels


@pytest.mark.parametrize("paint", PAINTS, ids=lambda paint: paint.line)
def test_line_or_casing_stands_out_on_white_and_on_black(paint):
    for ground in ("#ffffff", "#000000", "#7f7f7f"):
        assert max(contrast(paint.line, ground), contrast(paint.casing, ground)) >= 3


@pytest.mark.parametrize("paint", PAINTS, ids=lambda paint: paint.line)
def test_text_on_a_label_is_legible(paint):
    assert contrast(paint.line, paint.ink) >= 4.5


# Red, green and blue as deuteranopes and protanopes see them; matrices for full severity on
# linear RGB from Machado, Oliveira, Fernandes (2009), table 1.
DEUTERANOPIA = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
                (-0.011820, 0.042940, 0.968881))  # fmt: skip
PROTANOPIA = ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
              (-0.003882, -0.048116, 1.051998))  # fmt: skip


@pytest.mark.parametrize("sight", [DEUTERANOPIA, PROTANOPIA], ids=["deuteranopia", "protanopia"])
def test_colour_blind_eyes_tell_the_first_six_apart(sight):
    seen = [_lab(paint.line, sight) for paint in PAINTS[:6]]
    for one, other in itertools.combinations(seen, 2):
        # 10 is several times a just noticeable difference in CIE 1976 Lab.
        assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 > 10


def test_one_paint_a_label_and_numbered_labels_share():
    paints = paint_labels(["cat-1", "dog", "cat-2", "", "dog", "7"])
    assert paints["cat-1"] == paints["cat-2"] != paints["dog"]
    assert len({paint.line for paint in paints.values()}) == 4


def test_a_number_has_its_paint_on_every_picture():
    assert paint_labels(["2", "3"])["3"] == paint_labels(["3"])["3"] == PAINTS[2]


def test_more_labels_than_paints_begin_again():
    assert len(paint_labels(f"kind {letter}" for letter in "abcdefghijkl")) == 12


def _lab(color, sight):
    linear = [_linear(int(color[i : i + 2], 16) / 255) for i in (1, 3, 5)]
    red, green, blue = (sum(a * b for a, b in zip(row, linear, strict=True)) for row in sight)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (max(v, 0) ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _linear(value):
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

"""Draws ``chinese.png``, so that its test needs no Chinese font.

Run as ``python tests/data/draw_chinese.py FONT`` with any Chinese font, WenQuanYi Zen Hei for the
picture that is committed.
"""

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

LINES = ("发票号码 20481", "总计 350 元", "请在三天内付款")


def main() -> None:
    picture = Image.new("L", (360, 150), 255)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(sys.argv[1], 22)
    for index, line in enumerate(LINES):
        draw.text((20, 15 + 42 * index), line, fill=30, font=font)
    picture.quantize(16).save(Path(__file__).with_name("chinese.png"), optimize=True)


if __name__ == "__main__":
    main()

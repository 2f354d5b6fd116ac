"""Pictures drawn here for the chat's tests, with known words in known places."""

from functools import lru_cache
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from model.media.images import open_picture
from model.messages import Picture

_CHINESE = (
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/noto/NotoSansCJK-Regular.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/Hiragino Sans GB.ttc",
)


def font(size):
    return ImageFont.load_default(size)


def canvas(width, height):
    image = Image.new("RGB", (width, height), "white")
    return image, ImageDraw.Draw(image)


@lru_cache
def receipt() -> Picture:
    image, draw = canvas(480, 640)
    draw.text((150, 30), "CORNER CAFE", font=font(28), fill="black")
    draw.text((110, 70), "12 High Street, Springfield", font=font(18), fill="black")
    draw.text((150, 95), "Tel: 555-867-5309", font=font(18), fill="black")
    draw.text((40, 140), "Date: 2024-03-18", font=font(18), fill="black")
    draw.text((280, 140), "Time: 14:32", font=font(18), fill="black")
    draw.text((40, 170), "Receipt No: A-10482", font=font(18), fill="black")
    y = 220
    goods = [("Espresso", "2.50"), ("Cappuccino", "3.80"), ("Muffin", "3.20"), ("Juice", "4.00")]
    for name, price in [*goods, ("Subtotal", "13.50"), ("VAT 8%", "1.08"), ("Total", "$14.58")]:
        draw.text((40, y), name, font=font(20), fill="black")
        draw.text((440, y), price, font=font(20), fill="black", anchor="ra")
        y += 34
    draw.text((40, y + 10), "Paid by card", font=font(18), fill="black")
    draw.text((120, y + 60), "Thank you for your visit!", font=font(18), fill="black")
    return open_picture(image, "receipt.png")


@lru_cache
def invoice() -> Picture:
    image, draw = canvas(800, 420)
    rows = [
        ("Invoice number:", "INV-2024-0042"),
        ("Issued to:", "Marie Curie"),
        ("Due date:", "15 April 2024"),
        ("Amount due:", "$1,250.00"),
        ("Website:", "www.example.com"),
        ("Guests:", "4"),
    ]
    for at, (name, value) in enumerate(rows):
        draw.text((60, 60 + at * 50), name, font=font(20), fill="black")
        draw.text((320, 60 + at * 50), value, font=font(20), fill="black")
    return open_picture(image, "invoice.png")


@lru_cache
def table() -> Picture:
    image, draw = canvas(800, 360)
    rows = ["Region Q1 Q2 Q3", "Europe 120 135 150", "Asia 200 210 260", "Africa 40 45 52",
            "Total 360 390 462"]  # fmt: skip
    for at, row in enumerate(rows):
        for column, text in enumerate(row.split()):
            left, top = 50 + column * 170, 40 + at * 50
            draw.rectangle((left, top, left + 170, top + 50), outline="grey")
            draw.text((left + 12, top + 13), text, font=font(20), fill="black")
    return open_picture(image, "table.png")


@lru_cache
def article() -> Picture:
    image, draw = canvas(900, 520)
    draw.text((60, 30), "The Honest Engine", font=font(40), fill="black")
    left = [
        "The engine reads text line by line and",
        "never guesses what a picture shows. It",
        "was built in 1987 by a small team in",
        "Arlington, Virginia, from spare parts.",
    ]
    right = [
        "Its second version came out in March",
        "2021 and could count buttons as well",
        "as lines. The budget was small, and it",
        "stayed small for six more years.",
        "- fast",
        "- honest",
    ]
    for x, lines in ((60, left), (500, right)):
        for at, text in enumerate(lines):
            draw.text((x, 110 + at * 30), text, font=font(20), fill="black")
    return open_picture(image, "article.png")


@lru_cache
def page(
    button="Save",
    color=(37, 99, 235),
    name="Ada Lovelace",
    down=0,
    warning="",
    dot=False,
    checked=True,
) -> Picture:
    """A settings page; ``down`` pushes its content down, ``dot`` adds a red circle."""
    image, draw = canvas(900, 600)
    draw.rectangle((0, 0, 900, 56), fill=(30, 41, 59))
    draw.text((24, 14), "Sightline", font=font(24), fill="white")
    draw.text((780, 18), "Log out", font=font(18), fill="white")
    draw.text((40, 90 + down), "Account settings", font=font(32), fill=(15, 23, 42))
    for y, label, value in ((150, "Full name", name), (236, "Email", "ada@example.org")):
        draw.text((40, y + down), label, font=font(18), fill=(51, 65, 85))
        box = (40, y + 26 + down, 440, y + 66 + down)
        draw.rounded_rectangle(box, 6, outline=(148, 163, 184))
        draw.text((52, y + 35 + down), value, font=font(18), fill="black")
    draw.rectangle((40, 330 + down, 58, 348 + down), outline=(100, 116, 139), width=2)
    if checked:
        draw.line((43, 339 + down, 48, 345 + down, 56, 332 + down), fill=(37, 99, 235), width=3)
    draw.text((70, 328 + down), "Send me news", font=font(18), fill="black")
    draw.rounded_rectangle((40, 380 + down, 160, 420 + down), 8, fill=color)
    draw.text((100, 400 + down), button, font=font(18), fill="white", anchor="mm")
    draw.rounded_rectangle((180, 380 + down, 300, 420 + down), 8, outline=(148, 163, 184))
    draw.text((240, 400 + down), "Cancel", font=font(18), fill="black", anchor="mm")
    if warning:
        draw.text((40, 66), warning, font=font(18), fill=(185, 28, 28))
    if dot:
        draw.ellipse((600, 200, 640, 240), fill=(220, 38, 38))
    return open_picture(image, "page.png")


@lru_cache
def codes() -> Picture:
    import numpy as np
    import zxingcpp

    image, _ = canvas(600, 400)
    for text, form, scale, place in (
        ("https://example.org/a?b=1", zxingcpp.BarcodeFormat.QRCode, 6, (40, 60)),
        ("4006381333931", zxingcpp.BarcodeFormat.EAN13, 2, (330, 120)),
    ):
        drawn = np.asarray(zxingcpp.create_barcode(text, form).to_image(scale=scale))
        image.paste(Image.fromarray(drawn).convert("RGB"), place)
    return open_picture(image, "codes.png")


@lru_cache
def chinese_receipt() -> Picture:
    path = next((name for name in _CHINESE if Path(name).is_file()), None)
    if path is None:
        pytest.skip("no Chinese font on this machine")
    image, draw = canvas(700, 420)
    lines = ["购物小票", "日期：2024年3月18日", "收银员：王小明", "苹果    12.50", "牛奶    8.00",
             "合计：20.50元", "电话：010-88886666"]  # fmt: skip
    for at, text in enumerate(lines):
        draw.text((60, 40 + at * 50), text, font=ImageFont.truetype(path, 26), fill="black")
    return open_picture(image, "小票.png")


@lru_cache
def photo() -> Picture:
    """Smooth noise in colours: nothing on it can be read or named."""
    noise = [Image.effect_noise((60, 40), 90).resize((600, 400), 3) for _ in range(3)]
    return open_picture(Image.merge("RGB", noise), "photo.jpg")

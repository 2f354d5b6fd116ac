"""Makes the example documents: ``python -m assets.documents.make``.

``harbour-report.pdf`` has two columns with an outline of headings, a ruled and an unruled table, a
column chart in vectors and a scanned page; ``tariff.pdf`` is in two languages. All of it is ours
and invented; ``truth.json`` holds what must be read out of them.
"""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from model.geometry import Box, Point
from model.media.pdf import open_pdf
from model.media.pdf.writing import PageMaker

HERE = Path(__file__).parent
WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT, TOP = 56.0, 539.0, 64.0
INK, TEAL, GREY, PALE = (24, 32, 31), (15, 118, 110), (95, 111, 108), (227, 243, 240)
CSS = """* { font-family: sans-serif; } h1 { font-size: 25px; margin: 0 0 4px; }
h2 { font-size: 14.5px; margin: 0 0 5px; }
p { font-size: 10px; line-height: 1.42; margin: 0 0 7px; }
.small { font-size: 8px; } .lead { font-size: 11.5px; }"""
COLUMN_ONE = """<h2>1 The year in brief</h2>
<p>In 2024 Port Alder handled 18,420 ferry calls, 6.3 percent more than in the year before. The new
north pier opened on 14 March and took over the island line, so that the old quay could be closed
for repair without a single cancelled sailing.</p>
<p>Freight fell for the second year. Timber, once the harbour's main trade, made up only 212,000
tonnes; containers and wind turbine parts filled part of the gap.</p>
<h2>2 Ferries</h2>
<p>Three operators called regularly: Skerry Lines, Northsound and the municipal island service.
Punctuality was 94.2 percent, measured at the pier and not at the ramp as in earlier reports.</p>
<p>The busiest day was 3 August with 118 calls.</p>"""
COLUMN_TWO = """<h2>3 Freight</h2>
<p>Cargo of all kinds came to 1.86 million tonnes. The crane that was bought in 2022 paid for itself
a year earlier than planned because turbine blades could be unloaded without hired equipment.</p>
<p>Dangerous goods were handled on 61 days and without incident.</p>
<h2>4 Staff and safety</h2>
<p>At the end of the year 143 people worked for the harbour, eleven of them apprentices. There were
four reportable accidents, the lowest number since counting began in 1998.</p>
<p>The harbour master is Ingrid Solberg; her deputy, Tomás Reyes, took office in May.</p>"""
CALLS = (
    ("Operator", "2022", "2023", "2024"),
    ("Skerry Lines", "6,104", "6,388", "6,902"),
    ("Northsound", "4,870", "4,951", "5,233"),
    ("Island service", "5,716", "5,989", "6,285"),
    ("Total", "16,690", "17,328", "18,420"),
)
CARGO = (
    ("Cargo", "Tonnes", "Change"),
    ("Containers", "640,000", "+8 %"),
    ("Grain", "455,000", "+1 %"),
    ("Wind turbine parts", "318,000", "+22 %"),
    ("Stone and gravel", "235,000", "−4 %"),
    ("Timber", "212,000", "−17 %"),
)
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
VISITORS = (38, 74, 112, 56)
LETTER = (
    "PORT ALDER HARBOUR OFFICE",
    "Berth agreement",
    "Agreement number: PA-2024-0917",
    "Tenant: Fjordlight Sailing School",
    "Berth: North pier, place 27",
    "Length of vessel: 11.8 m",
    "Yearly fee: 2,340 euros",
    "Due date: 31 January 2025",
    "The tenant keeps the berth clean and reports",
    "damage to the pier within two days.",
    "Signed: I. Solberg, harbour master",
)
TARIFF = (
    ("Service 服务", "Unit 单位", "Fee 费用"),
    ("Berth up to 12 m 泊位（12 米以内）", "night 晚", "€ 24"),
    ("Berth over 12 m 泊位（12 米以上）", "night 晚", "€ 38"),
    ("Fresh water 淡水", "m³ 立方米", "€ 3.50"),
    ("Shore power 岸电", "kWh 千瓦时", "€ 0.42"),
    ("Crane 起重机", "hour 小时", "€ 165"),
)


def main() -> None:
    """Write both documents, their small pictures and what is true of them."""
    documents = {"harbour-report.pdf": report(), "tariff.pdf": tariff()}
    for name, data in documents.items():
        (HERE / name).write_bytes(data)
        with open_pdf(data, name) as pdf:
            image = pdf.render(0, 40)
            image.save(HERE / f"{Path(name).stem}.webp", quality=80)
    truth = {
        "harbour-report.pdf": {
            "pages": 4,
            "ruled": CALLS,
            "unruled": CARGO,
            "chart": dict(zip(QUARTERS, VISITORS, strict=True)),
            "scanned_page": 4,
            "letter": LETTER,
            "answers": {
                "How many ferry calls were there in 2024?": ["18,420", 1],
                "Who is the harbour master?": ["Ingrid Solberg", 1],
                "How many calls did Northsound make in 2023?": ["4,951", 2],
                "How many tonnes of grain were handled?": ["455,000", 2],
            },
        },
        "tariff.pdf": {"pages": 1, "ruled": TARIFF, "answers": {"起重机费用": ["€ 165", 1]}},
    }
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    (HERE / "truth.json").write_text(text + "\n", "utf-8")


def report() -> bytes:
    """The report of an invented harbour, four pages."""
    with PageMaker() as maker:
        _page(maker, 1)
        maker.rect(Box(LEFT, TOP, LEFT + 46, TOP + 5), fill=TEAL)
        head = "<h1>Port Alder</h1><p class='lead'>Yearly report of the harbour, 2024</p>"
        maker.text_html(Box(LEFT, TOP + 14, RIGHT, TOP + 74), head, CSS)
        middle = (LEFT + RIGHT) / 2
        maker.text_html(Box(LEFT, TOP + 96, middle - 14, HEIGHT - 150), COLUMN_ONE, CSS)
        maker.text_html(Box(middle + 14, TOP + 96, RIGHT, HEIGHT - 150), COLUMN_TWO, CSS)
        maker.path([Point(LEFT, HEIGHT - 104), Point(LEFT + 120, HEIGHT - 104)], color=GREY)
        note = "<p class='small'>1 Calls are counted when a ferry ties up, not when it leaves.</p>"
        maker.text_html(Box(LEFT, HEIGHT - 98, RIGHT, HEIGHT - 74), note, CSS)

        _page(maker, 2)
        _heading(maker, TOP, "5 Calls by operator")
        bottom = _ruled(maker, CALLS, TOP + 34, (190, 95, 95, 103))
        caption = "Table 1: Ferry calls by operator and year."
        maker.text(Point(LEFT, bottom + 16), caption, 9, GREY)
        _heading(maker, bottom + 56, "6 Cargo")
        _unruled(maker, CARGO, bottom + 96, (LEFT, 380, 539))

        _page(maker, 3)
        _heading(maker, TOP, "7 Visitors of the harbour museum")
        _columns(maker, Box(LEFT + 34, TOP + 70, RIGHT - 20, TOP + 330))
        maker.text(Point(LEFT, TOP + 372), "Figure 1: Visitors by quarter, in thousands.", 9, GREY)
        words = (
            "<p>The museum in the old customs house was free on Sundays from April on. Most "
            "visitors came in the third quarter, as in every year since it opened.</p>"
        )
        maker.text_html(Box(LEFT, TOP + 396, RIGHT, TOP + 470), words, CSS)

        maker.new_page(WIDTH, HEIGHT)
        maker.image(Box(0, 0, WIDTH, HEIGHT), scan())
        return maker.save()


def tariff() -> bytes:
    """One page in English and Chinese."""
    with PageMaker() as maker:
        maker.new_page(WIDTH, HEIGHT)
        head = (
            "<h1>Harbour tariff 港口收费表</h1>"
            "<p class='lead'>Valid from 1 January 2025 自2025年1月1日起</p>"
        )
        maker.text_html(Box(LEFT, TOP, RIGHT, TOP + 70), head, CSS)
        bottom = _ruled(maker, TARIFF, TOP + 96, (270, 110, 103))
        notes = (
            "<p>Fees include value added tax. Berths are given away in the order of arrival. "
            "费用含增值税，泊位按到达顺序分配。</p>"
            "<p class='small'>* Boats of the sea rescue pay nothing. 海上救援船只免费。</p>"
        )
        maker.text_html(Box(LEFT, bottom + 22, RIGHT, bottom + 110), notes, CSS)
        return maker.save()


def scan() -> bytes:
    """A typed letter as a scanner sees it: grey, a little askew, grained; the same every time."""
    wide, high = 1240, 1754
    page = Image.new("L", (wide, high), 246)
    pen = ImageDraw.Draw(page)
    for number, line in enumerate(LETTER):
        font = ImageFont.load_default(46 if number < 2 else 34)
        pen.text((150, 200 + number * 92 + (60 if number > 1 else 0)), line, 40, font)
    page = page.rotate(0.6, Image.Resampling.BICUBIC, fillcolor=246)
    soft = np.asarray(page.filter(ImageFilter.GaussianBlur(0.7)), np.float32)
    grain = np.random.default_rng(7).normal(0, 5, soft.shape)
    buffer = io.BytesIO()
    scanned = Image.fromarray(np.clip(soft + grain, 0, 255).astype(np.uint8))
    scanned.save(buffer, "JPEG", quality=58, optimize=True)
    return buffer.getvalue()


def _page(maker: PageMaker, number: int) -> None:
    maker.new_page(WIDTH, HEIGHT)
    maker.text(Point(LEFT, 36), "Port Alder · Yearly report 2024", 8, GREY)
    maker.text(Point(RIGHT, HEIGHT - 34), str(number), 8, GREY, anchor="end")


def _heading(maker: PageMaker, top: float, words: str) -> None:
    maker.text(Point(LEFT, top + 14), words, 14, INK, bold=True)


def _ruled(
    maker: PageMaker, rows: tuple[tuple[str, ...], ...], top: float, widths: tuple[float, ...]
) -> float:
    high = 24.0
    for number, row in enumerate(rows):
        y, x = top + number * high, LEFT
        for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
            fill = PALE if number == 0 else None
            maker.rect(Box(x, y, x + width, y + high), fill=fill, color=GREY, width=0.6)
            bold = number == 0 or row[0] == "Total"
            if column:
                maker.text(Point(x + width - 8, y + 16), cell, 9.5, INK, anchor="end", bold=bold)
            else:
                maker.text(Point(x + 8, y + 16), cell, 9.5, INK, bold=bold)
            x += width
    return top + len(rows) * high


def _unruled(
    maker: PageMaker, rows: tuple[tuple[str, ...], ...], top: float, at: tuple[float, ...]
) -> None:
    for number, row in enumerate(rows):
        y = top + number * 20
        for column, (cell, x) in enumerate(zip(row, at, strict=True)):
            anchor = "end" if column else "start"
            maker.text(Point(x, y), cell, 9.5, INK, anchor=anchor, bold=number == 0)  # type: ignore[arg-type]


def _columns(maker: PageMaker, area: Box) -> None:
    most = 120
    for value in range(0, most + 1, 20):
        y = area.y2 - area.height * value / most
        maker.path([Point(area.x1, y), Point(area.x2, y)], color=(223, 230, 228), width=0.6)
        maker.text(Point(area.x1 - 8, y + 3), str(value), 8, GREY, anchor="end")
    step = area.width / len(VISITORS)
    for number, (name, value) in enumerate(zip(QUARTERS, VISITORS, strict=True)):
        x = area.x1 + step * (number + 0.5)
        high = area.height * value / most
        maker.rect(Box(x - step * 0.28, area.y2 - high, x + step * 0.28, area.y2), fill=TEAL)
        maker.text(Point(x, area.y2 + 16), name, 9, INK, anchor="middle")
    maker.path([Point(area.x1, area.y2), Point(area.x2, area.y2)], color=GREY, width=1)
    maker.text(Point(area.x1, area.y1 - 22), "Visitors (thousands)", 9, INK, bold=True)


if __name__ == "__main__":
    main()

"""The search finds the lines, cells and values that bear on a question, and says when none do."""

import pytest

from model.documents.document import open_document
from model.documents.evidence import search
from model.documents.evidence.defining import defined_in, explains
from model.documents.evidence.rows import join_rows, page_rows, paragraphs
from model.documents.evidence.search import names_in, question_terms
from model.documents.parts import Chart, Evidence, Line, PageText, Place, Series
from model.errors import UnreadableFile
from model.events import Progress
from model.geometry import Box
from model.settings import Settings
from tests.documents import pages
from tests.documents.evidence.written import Written, cells, grid, line, prose


def found(question: str, *documents: Written, **how: object) -> tuple[Evidence, ...]:
    last: tuple[Evidence, ...] = ()
    for event in search(question, documents, Settings(), **how):  # type: ignore[arg-type]
        if isinstance(event, tuple):
            last = event
    return last


LETTER = Written(
    [
        prose(
            "The museum was founded in 1843 by the", "merchant Anton Weiss.", "It has two wings."
        ),
        prose("Opening hours are from nine to five.", "Dogs are not allowed in the building."),
        prose("Deliveries go to the back entrance in", "Mill Lane, between six and eight."),
    ]
)
SALES = [
    ["", "Bread", "Cakes", "Total"],
    ["North", "120", "35", "155"],
    ["South", "98", "41", "139"],
    ["North-west", "12", "3", "15"],
]


@pytest.mark.parametrize(
    ("question", "page", "words"),
    [
        ("When was the museum founded?", 0, "1843"),
        ("Who founded the museum?", 0, "Anton Weiss"),
        ("Are dogs allowed?", 1, "Dogs are not allowed"),
        ("Where do deliveries go?", 2, "Mill Lane"),
    ],
)
def test_the_passage_with_its_whole_sentence_comes_first(
    question: str, page: int, words: str
) -> None:
    first = found(question, LETTER)[0]
    assert (first.kind, first.places[0].page) == ("passage", page)
    assert words in first.text


def test_nothing_is_found_where_nothing_is() -> None:
    assert found("What is the boiling point of mercury?", LETTER) == ()
    assert found("the of and", LETTER) == ()
    assert found("When was the museum founded?", Written([[]])) == ()


def test_only_the_pages_wanted_are_searched() -> None:
    assert found("When was the museum founded?", LETTER, pages=[(0, 1), (0, 2)]) == ()
    assert found("When was the museum founded?", LETTER, pages=[(0, 0)])


def test_several_documents_are_told_apart() -> None:
    other = Written([prose("The library was founded in 1901.")])
    first = found("When was the library founded?", LETTER, other)[0]
    assert (first.document, first.places[0].page) == (1, 0)


@pytest.mark.parametrize(
    ("question", "value", "column"),
    [
        ("How many cakes were sold in the South?", "41", 2),
        ("What is the total of the North?", "155", 3),
        ("bread in the north-west", "12", 1),
    ],
)
def test_a_table_is_asked_by_row_and_column(question: str, value: str, column: int) -> None:
    table = grid(0, SALES, "Loaves sold by region")
    document = Written([cells(SALES)], {0: (table,)})
    first = found(question, document)[0]
    assert (first.kind, first.answer) == ("table", value)
    box = first.answer_places[0].box
    assert box.x1 == 50 + 80 * column


def test_a_header_over_two_columns_heads_both() -> None:
    rows = [["", "Bread", "", "Cakes", ""], ["", "2020", "2021", "2020", "2021"],
            ["North", "1", "2", "3", "4"], ["South", "5", "6", "7", "8"]]  # fmt: skip
    document = Written([cells(rows)], {0: (grid(0, rows, heads=2),)})
    assert found("Cakes of the South in 2021", document)[0].answer == "8"
    assert found("Bread of the North in 2021", document)[0].answer == "2"


def test_labels_of_frequent_words_are_told_apart() -> None:
    rows = [["Install", "RAM", "Disk"], ["No desktop", "1", "2"], ["With desktop", "3", "4"]]
    document = Written([cells(rows)], {0: (grid(0, rows),)})
    assert found("RAM for an install with desktop", document)[0].answer == "3"
    assert found("RAM for an install with no desktop", document)[0].answer == "1"


def test_a_value_beside_its_label_is_told_with_its_place() -> None:
    document = Written([[line("Invoice number:", 50, 50), line("A-1734", 200, 50)]])
    first = found("What is the invoice number?", document)[0]
    assert (first.kind, first.answer) == ("pair", "A-1734")
    assert first.answer_places[0].box.x1 == pytest.approx(200)


def test_a_value_in_a_line_is_lit_by_its_own_characters() -> None:
    text = "Berth fee: 165"
    wide = [Box(50 + 6 * at, 50, 56 + 6 * at, 60) for at in range(len(text) - 3)]
    thin = [Box(wide[-1].x2 + 2 * at, 50, wide[-1].x2 + 2 * (at + 1), 60) for at in range(3)]
    chars = (*wide, *thin)
    whole = Line(text, Box(50, 50, chars[-1].x2, 60), chars, 10.0)
    (place,) = found("What is the berth fee?", Written([[whole]]))[0].answer_places
    assert (place.box.x1, place.box.x2) == (thin[0].x1, thin[-1].x2)


def test_a_charts_own_numbers_answer() -> None:
    chart = Chart(
        "c", Place(0, Box(100, 100, 300, 300)), "bar", ("Spring", "Autumn"),
        (Series("Visitors", (1200.0, 950.5)),), "native", "Visitors by season",
    )  # fmt: skip
    document = Written([prose("Visitors by season", "Spring Autumn")], charts={0: (chart,)})
    first = found("How many visitors in autumn?", document)[0]
    assert (first.answer, first.answer_places[0].box) == ("950.5", chart.place.box)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("公司总部在哪里？", "总部设在上海市"),
        ("员工有多少人？", "9,500"),
        ("What is the efficiency of fixation?", "ﬁxation"),
        ("directive 2018-23-51", "2018–23–51"),
        ("installation of the system", "instal-"),
    ],
)
def test_writing_differs_and_is_found(question: str, words: str) -> None:
    document = Written(
        [
            prose("我们公司的总部设在上海市浦东新区。", "员工共有９，５００人。", "9,500"),
            prose("The eﬃciency of nitrogen ﬁxation is low."),
            prose("It supersedes directive 2018–23–51 at once."),
            prose("A guide to the instal-", "lation of the system."),
        ]
    )
    everything = " ".join(line.text for page in document.pages for line in page)
    assert words in everything
    first = found(question, document)[0]
    page = document.pages[first.places[0].page]
    assert any(words in line.text for line in page)


def test_scans_are_read_on_the_way_and_what_was_known_comes_first() -> None:
    document = Written(
        [prose("The key is under the mat."), prose("The key to the cellar hangs in the kitchen.")],
        scans={1},
    )
    events = list(search("Where is the key?", [document], Settings()))
    given = [event for event in events if isinstance(event, tuple)]
    assert len(given) == 2
    assert given[0][0].places[0].page == 0
    assert {item.places[0].page for item in given[1]} == {0, 1}
    assert any("scanned page 2" in event.text for event in events if isinstance(event, Progress))


def test_a_page_that_cannot_be_read_does_not_end_the_search() -> None:
    class Blind(Written):
        def recognise(self, page: int) -> PageText:
            raise UnreadableFile("Page 2 cannot be read.")

    document = Blind([prose("The key is under the mat."), []], scans={1})
    events = list(search("Where is the key?", [document], Settings()))
    assert events[-1] and isinstance(events[-1], tuple)
    assert Progress("Page 2 cannot be read.") in events


def test_scans_stay_unread_where_that_is_wanted() -> None:
    document = Written([prose("Nothing here."), prose("The key hangs in the kitchen.")], scans={1})
    assert found("Where is the key?", document, recognise=False) == ()
    assert document.scans == {1}


def test_a_speakers_notes_are_searched_too() -> None:
    document = Written(
        [prose("Quarterly results")], notes={0: "Mention the warehouse fire in Graz."}
    )
    first = found("Where was the warehouse fire?", document)[0]
    assert "Graz" in first.text


def test_running_headers_are_no_evidence() -> None:
    pages = [
        [line("Report on geese, page " + str(n), 50, 20), *prose(f"Chapter {n} is about {word}.")]
        for n, word in enumerate(["ducks", "swans", "storks", "herons", "gulls"], 1)
    ]
    texts = [
        item.text for item in found("What about geese and swans in the report?", Written(pages))
    ]
    assert texts and not any("Report on geese" in text for text in texts)


def test_what_stands_at_one_height_is_one_row() -> None:
    lines = (line("Name", 50, 50), line("Age", 200, 50), line("Kim", 50, 62), line("31", 200, 62))
    rows = page_rows(PageText(0, 600, 800, lines, "text"))
    assert [row.text for row in rows] == ["Name Age", "Kim 31"]


def test_words_broken_at_a_line_end_are_put_together() -> None:
    rows = page_rows(PageText(0, 600, 800, tuple(prose("a long transfor-", "mation")), "text"))
    assert join_rows(rows) == "a long transformation"


def test_paragraphs_stand_apart_and_a_tables_row_is_one_line(tmp_path):
    def draw(page):
        page.insert_text((60, 80), "2 Ferries", fontsize=15)
        page.insert_text((60, 100), "Three operators called", fontsize=10)
        page.insert_text((60, 112), "in spring.", fontsize=10)
        for x, y, text in ((60, 150, "Skerry"), (260, 150, "6,902"), (60, 165, "North"),
                           (260, 165, "5,233")):  # fmt: skip
            page.insert_text((x, y), text, fontsize=10)

    path = tmp_path / "page.pdf"
    path.write_bytes(pages.pdf(draw))
    with open_document(path) as document:
        assert paragraphs(document.text(0)) == (
            "2 Ferries\n\nThree operators called\nin spring.\n\nSkerry 6,902\nNorth 5,233"
        )


@pytest.mark.parametrize(
    "question",
    [
        "Who is the tenant? " + "x" * 19_900,
        "字" * 20_000,
        " ".join(f"word{n}" for n in range(2_500)),
        "A1 " * 6_000,
        "(" * 20_000,
    ],
)
def test_a_hostile_question_is_only_a_long_one(question: str) -> None:
    assert len(question_terms(question)) <= 64
    found(question, LETTER)


def test_names_and_figures_of_a_question_are_told_from_its_other_words() -> None:
    asked = "What did Northsound pay in 2023 for an iPhone?"
    assert names_in(asked) == {"northsound", "2023"} and names_in("2023 fees?") == {"2023"}


def test_quarters_and_years_are_labels_too() -> None:
    chart = Chart(
        "c", Place(0, Box(100, 100, 300, 300)), "column", ("Q1", "Q2", "Q3"),
        (Series("", (38.0, 74.0, 112.0)),), "vector", "Visitors",
    )  # fmt: skip
    document = Written([prose("Visitors by quarter", "Q1 Q2 Q3")], charts={0: (chart,)})
    assert found("Visitors in Q3", document)[0].answer == "112"
    rows = (("Year", "Births"), ("1996", "17.1"), ("1997", "16.8"))
    years = Written([cells(rows)], tables={0: (grid(0, rows),)})
    assert found("How many births in 1997?", years)[0].answer == "16.8"


def test_of_cells_alike_the_one_of_the_form_asked_for_comes_first() -> None:
    rows = (("Service", "Unit", "Fee"), ("Crane", "hour", "€ 165"), ("Water", "m³", "€ 3.50"))
    document = Written([cells(rows)], tables={0: (grid(0, rows),)})
    assert found("How much is the crane?", document)[0].answer == "€ 165"


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What does the symbol GJS mean?", "GJS"),
        ("What does OAMT stand for?", "OAMT"),
        ("the meaning of “GJS”", "GJS"),
        ("What is a bollard?", "bollard"),
        ("What is the price of amber?", ""),
        ("What does the tariff say?", ""),
        ("Who is the tenant?", ""),
    ],
)
def test_questions_for_a_meaning_are_told_from_others(question: str, term: str) -> None:
    assert defined_in(question) == term


@pytest.mark.parametrize(
    ("term", "text", "does"),
    [
        ("OAMT", "offer opioid agonist maintenance therapy (OAMT) sites", True),
        ("OAMT", "OR odds ratio OAMT opioid agonist maintenance therapy PCR", True),
        ("DoT", "the Department of Transport (DoT)", True),
        ("InsTag", "InsTag (Lu et al., 2024), an open-set tagger, finds", True),
        ("bollard", "A bollard is defined as a short post", True),
        ("OAMT", "the delivery of OAMT programmes (OAMT) is good", False),
        ("GJS", "covers of GJS, and blocks too", False),
        ("or", "or rather", False),
    ],
)
def test_words_that_explain_a_term_are_told_from_those_that_use_it(
    term: str, text: str, does: bool
) -> None:
    assert explains(term, text) is does


def test_what_one_sentence_says_comes_before_what_two_say() -> None:
    spread = prose(
        "For depth the mean marks were lower than those reported for fees.",
        "Before the reform the mean depth marks were, again, much alike,",
        "with Skagen reporting the highest mean mark.",
    )
    whole = prose(
        "The mean marks and how far they spread for fees",
        "before the reform were much alike, with Grenaa",
        "reporting the highest mean mark of all.",
    )
    asked = "Which harbour reported the highest mean fees mark before the reform?"
    assert found(asked, Written([spread, whole]))[0].places[0].page == 1


def test_a_place_that_names_what_is_asked_for_comes_first() -> None:
    rows = ["Buca Ltd 61 closure", "Kixeye Ltd 62 layoff", "Unitec Ltd 21 closure"]
    summary = prose("Summary by month", "Notices, employees affected", "Total of all months")
    first = found("How many employees were affected at Kixeye Ltd?",
                  Written([prose(*rows), summary]))[0]  # fmt: skip
    assert "62" in first.text


def test_a_table_of_contents_points_and_does_not_answer() -> None:
    rows = (("1 Types of ropes", "4"), ("2 Planned repairs", "9"), ("3 Notes", "12"))
    contents = [line(f"{left} . . . . . . . {right}", 50, 50 + 12 * at)
                for at, (left, right) in enumerate(rows)]  # fmt: skip
    text = prose("2 Planned repairs", "The winch of the ferry is overhauled in May.")
    document = Written([contents, text], tables={0: (grid(0, rows, heads=0),)})
    first = found("Which planned repairs are there?", document)[0]
    assert first.places[0].page == 1


def test_the_row_that_explains_a_term_comes_before_those_that_use_it() -> None:
    rows = (("Part", "Item"), ("Cylinder block GJS", "5"), ("Cover GJS", "7"))
    parts = [*cells(rows), *prose("Blocks of GJS are tested and GJS covers too.", top=200.0)]
    symbols = prose("Symbols", "D : Cylinder bore diameter", "GJS : Spheroidal graphite cast iron")
    document = Written([parts, symbols], tables={0: (grid(0, rows),)})
    first = found("What does the symbol GJS mean?", document)[0]
    assert first.places[0].page == 1 and "Spheroidal" in f"{first.text} {first.answer}"


def test_a_part_of_a_value_is_not_told_again() -> None:
    document = Written([prose("Agreement number: PA-2024-0917", "Tenant: Ada")])
    answers = [one.answer for one in found("Agreement number?", document) if one.answer]
    assert answers == ["PA-2024-0917"]

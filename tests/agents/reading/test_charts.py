"""A pictured chart on a page: read by the engine, or by a model whose values are checked."""

import io
import json

import pytest
from PIL import Image

from agents.reading import Desk
from agents.reading.charts import read_chart
from model.backends.base import Connection, Options
from model.documents.document import open_document
from model.documents.parts import Chart, Place
from model.errors import Unreachable
from model.events import Notice, Progress
from model.geometry import Box
from model.service import ModelService
from model.settings import Settings
from tests.agents.replies import Replies
from tests.backends.embedded.eye.chart_drawings import STYLES, draw
from tests.documents import pages

SETTINGS = Settings()
REMOTE = Connection("endpoint", "http://127.0.0.1:9/v1", "glm-4.5v")
PLACE = Place(0, Box(80, 100, 480, 350))
_BY_NAME = {style.name: style for style in STYLES}


def document(tmp_path, image):
    file = io.BytesIO()
    image.save(file, "PNG")

    def page(at):
        at.insert_text((60, 60), "A report with a picture in it.")
        at.insert_image((80, 100, 480, 350), stream=file.getvalue(), keep_proportion=False)

    path = tmp_path / "report.pdf"
    path.write_bytes(pages.pdf(page))
    return open_document(path, SETTINGS)


def run(opened, *replies):
    backend = Replies(*replies)
    service = ModelService(SETTINGS, {"endpoint": backend} if replies else None)
    desk = Desk(service, REMOTE if replies else Connection(), Options(), (opened,))
    events = list(read_chart(PLACE, desk))
    assert any(isinstance(event, Progress) for event in events)
    charts = [event for event in events if isinstance(event, Chart)]
    assert len(charts) <= 1
    notices = [event.text for event in events if isinstance(event, Notice)]
    assert not any(notice.startswith("NOT FOUND") for notice in notices)
    return (charts[0] if charts else None), notices, backend


def reply(truth, **wrong):
    values = {label: value for (label, _), value in truth.values.items()} | wrong
    return json.dumps({
        "kind": "column", "title": truth.title, "categories": list(values),
        "series": [{"name": "visitors", "values": list(values.values())}],
    })  # fmt: skip


@pytest.fixture
def printed(tmp_path):
    image, truth = draw(_BY_NAME["plain"], 0)
    with document(tmp_path, image) as opened:
        yield opened, truth


def test_the_engine_tells_what_is_printed_and_draws_it_on_the_page(printed):
    opened, truth = printed
    chart, notices, _ = run(opened)
    assert chart.origin == "printed" and not notices and chart.place == PLACE
    assert chart.series[0].values == tuple(truth.values.values())
    assert len(chart.drawn[0]) == len(truth.values)
    assert all(PLACE.box.grow(1).intersection(box) > 0.99 * box.area for box in chart.drawn[0])


def test_a_models_values_are_borne_out_or_named(printed):
    opened, truth = printed
    first, second = list(truth.values)[:2]
    chart, _, backend = run(opened, reply(truth, **{first[0]: 33.0, second[0]: 900.0}))
    assert chart.origin == "model" and chart.series[0].values[:2] == (33, 900)
    assert "33" in chart.notes[0] and repr(first[0]) in chart.notes[0]
    assert "printed" in chart.notes[0] and repr(second[0]) in chart.notes[1]
    count = len(truth.values)
    assert chart.notes[-1] == f"{count - 2} of the model's {count} values agree with the picture."
    (task,) = backend.tasks
    assert task.aim == "chart" and task.excerpts[0].picture.width == pytest.approx(667, abs=2)
    # A wrong value is drawn where it would be, not where the bar is.
    right, _, _ = run(opened, reply(truth))
    assert chart.drawn[0][0].height > 1.3 * right.drawn[0][0].height
    assert right.notes == (f"{count} of the model's {count} values agree with the picture.",)


def test_values_without_print_are_laid_on_the_axis(tmp_path):
    image, truth = draw(_BY_NAME["dark"], 0)
    with document(tmp_path, image) as opened:
        last = list(truth.values)[-1][0]
        near = {label: value * 1.01 for (label, _), value in truth.values.items()}
        chart, _, _ = run(opened, reply(truth, **near | {last: truth.range * 3}))
    assert repr(last) in chart.notes[0] and "ends at about" in chart.notes[0]
    assert len(chart.notes) == 2


def test_a_picture_that_is_no_chart_gets_one_sentence(tmp_path):
    with document(tmp_path, Image.new("RGB", (400, 250), (230, 240, 250))) as opened:
        chart, notices, _ = run(opened)
        assert chart is None and len(notices) == 1 and "Nothing on this picture" in notices[0]
        chart, notices, _ = run(opened, '{"kind": "none"}')
        assert chart is None and notices == [
            "report.pdf: the model finds no chart on this picture."
        ]


def test_a_reply_without_a_chart_leaves_what_the_engine_reads(printed):
    opened, _ = printed
    chart, notices, _ = run(opened, "Nice picture!")
    assert chart.origin == "printed" and "holds no chart" in notices[0]


def test_a_model_alone_is_said_to_be_unchecked(tmp_path):
    with document(tmp_path, Image.new("RGB", (400, 250), (230, 240, 250))) as opened:
        chart, _, _ = run(opened, '{"series": [{"name": "a", "values": [1, 2]}]}')
    assert "could not be checked at all" in chart.notes[-1]


def test_an_endpoint_that_fails_is_said_as_it_is(printed):
    with pytest.raises(Unreachable, match="No such host"):
        run(printed[0], Unreachable("No such host."))

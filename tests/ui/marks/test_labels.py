from hypothesis import given, settings
from hypothesis import strategies as st

from model.geometry import Box
from ui.marks.labels import place

BOUNDS = (800.0, 600.0)
boxes = st.builds(
    lambda x, y, w, h: Box(x, y, min(x + w, BOUNDS[0]), min(y + h, BOUNDS[1])),
    *(st.floats(0, side - 1) for side in BOUNDS),
    *(st.floats(0, side) for side in BOUNDS),
)
sizes = st.tuples(st.floats(5, 250), st.floats(8, 40))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(boxes, sizes), max_size=60), st.floats(0, 6))
def test_labels_never_overlap_and_stay_on_the_picture(items, gap):
    marks, wanted = [item[0] for item in items], [item[1] for item in items]
    places = place(marks, wanted, BOUNDS, gap)
    assert len(places) == len(marks)
    placed = [spot for spot in places if spot is not None]
    for number, spot in enumerate(placed):
        assert spot.x1 >= 0 and spot.y1 >= 0 and spot.x2 <= 800.01 and spot.y2 <= 600.01
        assert all(spot.intersection(other) == 0 for other in placed[:number])
    for spot, (width, height) in zip(places, wanted, strict=True):
        if spot is not None:
            assert abs(spot.width - width) < 1e-6 and abs(spot.height - height) < 1e-6


@given(boxes, sizes)
def test_a_lone_label_always_finds_a_place(mark, size):
    assert place([mark], [size], BOUNDS) != [None]


def test_a_label_sits_on_the_left_top_corner_of_its_mark():
    assert place([Box(100, 100, 200, 150)], [(50, 20)], BOUNDS, gap=2) == [Box(100, 78, 150, 98)]


def test_at_the_top_edge_a_label_goes_inside_a_large_mark_and_below_a_small_one():
    assert place([Box(0, 0, 300, 200)], [(50, 20)], BOUNDS, 2) == [Box(0, 0, 50, 20)]
    assert place([Box(0, 0, 60, 25)], [(50, 20)], BOUNDS, 2) == [Box(0, 27, 50, 47)]


def test_a_label_avoids_other_marks_where_it_can():
    under, above = Box(100, 100, 200, 150), Box(100, 60, 200, 95)
    spot = place([under, above], [(50, 20), (50, 20)], BOUNDS, 2)[0]
    assert spot is not None and spot.intersection(above) == 0


def test_places_already_taken_are_kept_free():
    mark = Box(100, 100, 140, 110)
    first = place([mark], [(40, 20)], BOUNDS)[0]
    second = place([mark], [(40, 20)], BOUNDS, taken=[first])[0]
    assert first is not None and second is not None and first.intersection(second) == 0


def test_a_label_wider_than_the_picture_is_left_out():
    assert place([Box(0, 0, 10, 10)], [(900, 20)], BOUNDS) == [None]

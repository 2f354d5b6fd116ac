"""Every way that replies and questions were seen to tell a time, and what only looks like one."""

import pytest

from model.wire.times import clock, find_times, read_time, stamp

LENGTH_S = 7_200.0

# text -> (from, to, the characters that say so)
SAID = [
    ("The dog enters at 00:12.", [(12, 12, "00:12")]),
    ("[00:12] The dog enters", [(12, 12, "00:12")]),
    ("1:02:03.5", [(3723.5, 3723.5, "1:02:03.5")]),
    ("75:30", [(4530, 4530, "75:30")]),
    ("at 0:12s", [(12, 12, "0:12s")]),
    ("0：30", [(30, 30, "0：30")]),
    ("12s", [(12, 12, "12s")]),
    ("At 12.5 s it ends. Then 13s.", [(12.5, 12.5, "12.5 s"), (13, 13, "13s")]),
    ("12.0 seconds", [(12, 12, "12.0 seconds")]),
    ("t=12.0s", [(12, 12, "t=12.0s")]),
    ("at second 12", [(12, 12, "second 12")]),
    ("around minute 3", [(180, 180, "minute 3")]),
    ("1m30s", [(90, 90, "1m30s")]),
    ("10 min 5 s", [(605, 605, "10 min 5 s")]),
    ("at 2 minutes", [(120, 120, "2 minutes")]),
    ("1 hour and 2 minutes", [(3720, 3720, "1 hour and 2 minutes")]),
    ("from 5 to 8 seconds", [(5, 8, "5 to 8 seconds")]),
    ("5-8 s", [(5, 8, "5-8 s")]),
    ("5–8秒", [(5, 8, "5–8秒")]),
    ("2 to 3 minutes", [(120, 180, "2 to 3 minutes")]),
    ("between 5 and 8 seconds", [(5, 8, "5 and 8 seconds")]),
    ("at 5 and 8 seconds", [(5, 5, "5"), (8, 8, "8 seconds")]),
    ("what happens between 0:40 and 1:10?", [(40, 70, "0:40 and 1:10")]),
    ("0:40 and 1:10", [(40, 40, "0:40"), (70, 70, "1:10")]),
    ("0:40 - 1:10", [(40, 70, "0:40 - 1:10")]),
    ("1:05-1:08", [(65, 68, "1:05-1:08")]),
    ("[00:05] - [00:08] a cat", [(5, 8, "00:05] - [00:08")]),
    ("00:00:12,500 --> 00:00:15,000", [(12.5, 15, "00:00:12,500 --> 00:00:15,000")]),
    ("1:10 to 0:40", [(70, 70, "1:10"), (40, 40, "0:40")]),
    ("第12秒", [(12, 12, "第12秒")]),
    ("第十二秒", [(12, 12, "第十二秒")]),
    ("1分20秒出现", [(80, 80, "1分20秒")]),
    ("1小时2分3秒", [(3723, 3723, "1小时2分3秒")]),
    ("1分30秒到2分", [(90, 120, "1分30秒到2分")]),
    ("1分到2分之间", [(60, 120, "1分到2分")]),
    ("从5秒到8秒", [(5, 8, "5秒到8秒")]),
    ("在0:40和1:10之间", [(40, 70, "0:40和1:10")]),
    ("the first 10 seconds", [(0, 10, "10 seconds")]),
    ("the last 10 seconds", [(7190, 7200, "10 seconds")]),
    ("前十秒", [(0, 10, "十秒")]),
    ("最后10秒", [(7190, 7200, "10秒")]),
    ('"0:30" to "0:40"', [(30, 40, '0:30" to "0:40')]),
    ("At 0:05 it says “Meeting 10:30”.", [(5, 5, "0:05")]),
    ("0:05「会议 10:30」", [(5, 5, "0:05")]),
]

NO_TIMES = [
    "for 5 seconds",
    "it lasts about 5 s",
    "5 seconds long",
    "5 seconds later",
    "every 2 seconds",
    "a 3-second shot",
    "持续5秒",
    "每隔2秒",
    "5秒之后",
    "10:30 am",
    "16:9",
    "1:100",
    "5 m wide",
    "80分",
    "3.14",
    "version 1.2.3",
    "1:75",
    "10:99:00",
    "",
]


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_times_are_read_with_where_they_stand(text, expected):
    found = find_times(text, LENGTH_S)
    assert [(one.at_s, one.until_s, text[one.start : one.end]) for one in found] == expected


@pytest.mark.parametrize("text", NO_TIMES)
def test_a_length_a_ratio_and_a_time_of_day_are_no_times(text):
    assert find_times(text, LENGTH_S) == ()


def test_what_lies_beyond_the_clip_is_left_out_and_its_end_is_kept_inside():
    assert [one.at_s for one in find_times("0:05, 0:13 and 9:00", 12.4)] == [5.0, 12.4]
    (stretch,) = find_times("0:05 - 0:30", 12.4)
    assert (stretch.at_s, stretch.until_s, stretch.is_range) == (5.0, 12.4, True)


def test_the_end_of_a_clip_of_unknown_length_is_no_time():
    assert find_times("the last 10 seconds") == ()


@pytest.mark.parametrize(
    ("field", "seconds"),
    [("1:05", 65), (65, 65), ("65.0s", 65), ("12", 12), ("[00:12]", 12), ("第3秒", 3),
     ("at 1:05", None), ("", None), (-1, None), ("soon", None)],
)  # fmt: skip
def test_a_field_holds_one_time_and_nothing_else(field, seconds):
    assert read_time(field) == seconds


@pytest.mark.parametrize(
    ("seconds", "plain", "fine", "before_a_frame"),
    [(0, "0:00", "0:00", "[00:00]"), (7.4, "0:07", "0:07.4", "[00:07.4]"),
     (59.96, "1:00", "1:00", "[01:00]"), (750, "12:30", "12:30", "[12:30]"),
     (3723, "1:02:03", "1:02:03", "[1:02:03]"), (-3, "0:00", "0:00", "[00:00]")],
)  # fmt: skip
def test_what_is_written_is_read_back(seconds, plain, fine, before_a_frame):
    assert (clock(seconds), clock(seconds, tenths=True), stamp(seconds)) == (
        plain,
        fine,
        before_a_frame,
    )
    assert find_times(before_a_frame)[0].at_s == pytest.approx(max(0, seconds), abs=0.05)


@pytest.mark.parametrize("piece", ["1:", "0:40 - ", "12 s and ", "第", "十", "5-", "["])
def test_hostile_text_takes_no_time(piece):
    find_times(piece * (100_000 // len(piece)))

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh_search.documents.dates import parse_date, parse_day_first

EVENING = dt.datetime(2020, 12, 18, 19, 19)


@pytest.mark.parametrize(
    "line",
    [
        "18/12/2020 - 19:19",
        "18-12-2020, 19:19",
        "18.12.2020 | 19h19",
        "19:19 18/12/2020",
        "Thứ sáu, 18/12/2020 - 19:19",
        "THỨ SÁU,\u00a018/12/2020 –\u00a019:19",
        "Cập nhật lúc: 19h19, ngày 18/12/2020 (GMT+7)",
        "Thứ 6, 18/12/2020, 19:19 GMT+07:00",
        "Thứ Sáu, ngày 18 tháng 12 năm 2020, 19 giờ 19",
        "19 giờ 19 phút, ngày 18 tháng 12, 2020",
        "Thời gian: 18/12/2020 | 7:19 PM",
        "18/12/2020 7:19 CH",
    ],
)
def test_a_date_line_may_be_written_in_many_ways(line: str):
    assert parse_day_first(line) == EVENING


def test_a_decomposed_weekday_is_read():
    assert parse_day_first("Thu\u031b\u0301 sa\u0301u, 18/12/2020") == dt.date(2020, 12, 18)


def test_a_date_without_a_time_is_a_date():
    date = parse_day_first("18/12/2020")
    assert date == dt.date(2020, 12, 18)
    assert not isinstance(date, dt.datetime)


@pytest.mark.parametrize(
    "line",
    [
        "31/02/2020",
        "18/12/2020 25:00",
        "18/12-2020",
        "Ngày 31 tháng 02 năm 2020",
        "Hội nghị ngày 18 tháng 12 năm 2020",
        "18/12/2020 - 19/12/2020",
        "Hội nghị ngày 18/12/2020",
        "Số 28/12/2020/TT",
        "12/2020",
        "",
    ],
)
def test_what_is_not_a_date_as_a_whole_is_none(line: str):
    assert parse_day_first(line) is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2020-12-18", dt.date(2020, 12, 18)),
        (" 2020-12-18T19:19 ", EVENING),
        ("2020-12-18 19:19:00", EVENING),
        ("2020-12-18T19:19:00.25", EVENING.replace(microsecond=250_000)),
        ("18/12/2020", dt.date(2020, 12, 18)),
        ("1/7/2025", dt.date(2025, 7, 1)),
    ],
)
def test_a_date_is_iso_or_has_the_day_first(text: str, date: dt.date):
    assert parse_date(text) == date


@pytest.mark.parametrize("text", ["2020-12-18T12:19:00Z", "2020-12-18T19:19:00+07:00", "2020-12-18 19:19+0700"])
@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_a_time_with_a_zone_becomes_that_of_vietnam_wherever_it_is_read(
    text: str, zone: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    assert parse_date(text) == dt.datetime(2020, 12, 18, 19, 19)
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    "text", ["2020-13-01", "2020", "0000-01-01", "9999-12-31T23:59:59-23:00", "2020-12-18T19:19+25:00"]
)
def test_no_such_day_is_none(text: str):
    assert parse_date(text) is None


@given(st.datetimes())
def test_every_iso_time_comes_back(moment: dt.datetime):
    assert parse_date(moment.isoformat()) == moment


@given(st.text())
def test_any_text_is_a_date_or_none(text: str):
    assert parse_date(text) is None or isinstance(parse_date(text), dt.date)

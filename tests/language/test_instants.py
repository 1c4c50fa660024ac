"""One instant in two zones."""

from datetime import date

import pytest

from rag.language.dates import dating
from rag.language.instants import in_printed_zone


@pytest.mark.parametrize(
    ("stated", "printed", "day"),
    [
        ("2024-02-22T04:59:00Z", "February 21, 2024, 11:59 p.m. ET", 21),
        ("2024-02-21T19:40:00Z", "February 22, 2024 01:10 am IST", 22),
        ("2024-02-21T19:40:12Z", "22 February 2024, 01:10", 22),
        ("2024-02-21T15:30:00Z", "2024年2月22日 0:30", 22),
        ("2024-02-22T04:59:00Z", "21 February 2024", 21),
        ("2024-02-22T04:59:00+00:00", "2024-02-21T23:59:00-05:00", 21),
        # Not the same instant: another clock, or a day that no zone has then.
        ("2024-02-22T04:59:00Z", "February 21, 2024, 11:42 p.m. ET", 22),
        ("2024-02-22T12:00:00Z", "21 February 2024", 22),
        ("2024-02-22T04:59:00Z", "20 February 2024", 22),
        ("2024-02-22", "21 February 2024", 22),
    ],
)
def test_the_day_that_the_page_prints_goes_before_that_of_utc(stated, printed, day):
    found = in_printed_zone(dating(stated, "meta"), [dating(printed, "dateline")])
    assert found.day == date(2024, 2, day)


def test_the_first_date_that_is_the_same_instant_decides():
    stated = dating("2024-02-22T04:59:00Z", "meta")
    others = [dating("22 February 2024", "dateline"), dating("21 February 2024", "dateline")]
    assert in_printed_zone(stated, others) == stated


def test_a_time_with_its_zone_stays_before_the_same_in_utc():
    stated = dating("2022-05-05T21:00:00-05:00", "json-ld")
    assert in_printed_zone(stated, [dating("2022-05-06T02:00:00Z", "meta")]) == stated

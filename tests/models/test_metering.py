"""Calls are counted, cost what the prices say, and stay within a budget, also in many threads."""

import threading
from datetime import date

import pytest
from langchain_core.messages import HumanMessage

from rag.errors import OverBudget
from rag.models.metering import Meter
from rag.schema.usage import Limits

ASKED = [HumanMessage("x" * 400)]  # 100 tokens
DAY = date(2026, 1, 1)


def use(meter: Meter, read: int = 100, written: int = 20) -> None:
    call = meter.begin(ASKED)
    call.receive("", {"input_tokens": read, "output_tokens": written})
    meter.end(call)


def test_nothing_asked_is_no_usage():
    assert Meter().usage == {}


def test_calls_add_up():
    meter = Meter()
    use(meter)
    use(meter, read=50, written=5)
    assert meter.usage == {
        "requests": 2,
        "input_tokens": 150,
        "output_tokens": 25,
        "total_tokens": 175,
    }


def test_the_cost_is_by_the_million():
    meter = Meter(Limits(price_input=3.0, price_output=15.0))
    use(meter, read=100_000, written=2_000)
    assert meter.usage["cost"] == 0.33  # .1 of 3 and .002 of 15


def test_what_a_call_did_not_use_is_free_for_the_next():
    meter = Meter(Limits(output=100, per_answer=340))
    use(meter)
    use(meter)  # 120 used before it, 200 reserved
    with pytest.raises(OverBudget):
        use(meter)


def test_a_call_that_is_running_counts_as_much_as_it_may_come_to():
    meter = Meter(Limits(output=100, per_answer=340))
    meter.begin(ASKED)
    with pytest.raises(OverBudget):
        meter.begin(ASKED)


def test_a_day_is_shared_by_all_answers(library):
    limits = Limits(output=100, per_day=340)
    use(Meter(limits, library.spending))
    use(Meter(limits, library.spending))
    assert library.spending.tokens_of(date.today()) == 240
    with pytest.raises(OverBudget, match="of the 340 tokens that a day may use"):
        use(Meter(limits, library.spending))


def test_a_day_without_a_bound_is_not_kept(library):
    use(Meter(Limits(), library.spending))
    assert library.spending.tokens_of(date.today()) == 0


def test_no_more_is_reserved_than_there_is_in_many_threads(library):
    granted = []

    def reserve() -> None:
        granted.append(library.spending.reserve(DAY, 100, 450))

    threads = [threading.Thread(target=reserve) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(granted) == 4
    assert library.spending.tokens_of(DAY) == 400


def test_the_next_day_begins_anew_and_forgets_the_last(library):
    assert library.spending.reserve(DAY, 400, 450)
    assert library.spending.reserve(date(2026, 1, 2), 400, 450)
    library.spending.settle(DAY, -100)
    assert library.spending.tokens_of(DAY) == 0
    assert library.spending.tokens_of(date(2026, 1, 2)) == 400


def test_a_call_ends_once(library):
    meter = Meter(Limits(output=100, per_day=1000), library.spending)
    call = meter.begin(ASKED)
    meter.end(call)
    meter.end(call)
    assert library.spending.tokens_of(date.today()) == 100


def test_a_call_that_begins_while_the_answer_is_given_up_is_ended():
    meter, ended = Meter(), []
    call = meter.begin(ASKED)
    meter.cancel()
    meter.watch(call, lambda: ended.append(1))
    assert ended == [1]

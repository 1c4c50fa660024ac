"""One address for one page."""

import pytest

from rag.readers.canonical_url import cleaned_url


@pytest.mark.parametrize(
    "name",
    ["utm_source", "fbclid", "gclid", "ttclid", "li_fat_id", "wbraid", "mc_eid", "at_medium_x"],
)
def test_a_tracking_parameter_goes_and_the_others_stay(name):
    assert cleaned_url(f"https://x.example/a?id=7&{name}=1") == "https://x.example/a?id=7"


@pytest.mark.parametrize("name", ["id", "page", "utmost", "section", "at", "cid"])
def test_any_other_parameter_stays_as_it_is_spelled(name):
    url = f"https://x.example/a?{name}=a%20b"
    assert cleaned_url(url) == url


def test_an_address_that_cannot_be_taken_apart_stays():
    assert cleaned_url("http://[::1") == "http://[::1"

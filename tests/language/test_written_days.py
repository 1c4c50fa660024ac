"""Dates in figures and in the languages of the world."""
# ruff: noqa: RUF001 - letters that look like Latin ones are what is read

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.language.dates import dating
from rag.language.locale_names import month_of

DAY = date(2024, 5, 3)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("13. Juli 2022", date(2022, 7, 13)),  # German
        ("5. Dez. 2018", date(2018, 12, 5)),
        ("am 1. Mrz 2021", date(2021, 3, 1)),
        ("4. Jänner 2023", date(2023, 1, 4)),
        ("1er janv. 2024", date(2024, 1, 1)),  # French
        ("22 août 2019", date(2019, 8, 22)),
        ("22 aout 2019", date(2019, 8, 22)),
        ("5 FÉVRIER 2020", date(2020, 2, 5)),
        ("27 ago 2018", date(2018, 8, 27)),  # Spanish
        ("1 de septiembre de 2016", date(2016, 9, 1)),
        ("mayo 3, 2024", DAY),
        ("9 gen 2021", date(2021, 1, 9)),  # Italian
        ("30 settembre 2015", date(2015, 9, 30)),
        ("11 de setembro de 2021", date(2021, 9, 11)),  # Portuguese
        ("8 fev. 2017", date(2017, 2, 8)),
        ("17 sierpnia 2022", date(2022, 8, 17)),  # Polish
        ("2 paź 2020 r.", date(2020, 10, 2)),
        ("3 мая 2021", date(2021, 5, 3)),  # Russian
        ("14 сент. 2019 г.", date(2019, 9, 14)),
        ("3 травня 2024 р.", DAY),  # Ukrainian
        ("3 Mayıs 2024", DAY),  # Turkish
        ("11 ARALIK 2023", date(2023, 12, 11)),
        ("29 Ağu 2022", date(2022, 8, 29)),
        ("१३ जुलाई 2022", date(2022, 7, 13)),  # Hindi
        ("१३ जुलाई २०२२", date(2022, 7, 13)),
        ("13 जनवरी 2022", date(2022, 1, 13)),
        ("13 জুলাই 2022", date(2022, 7, 13)),  # Bengali
        ("٣ مايو ٢٠٢٤", DAY),  # Arabic
        ("3 أيار 2024", DAY),
        ("3 كانون الثاني 2024", date(2024, 1, 3)),
        ("3 Agustus 2023", date(2023, 8, 3)),  # Indonesian
        ("17 Des 2020", date(2020, 12, 17)),
        ("3 tháng 5, 2024", DAY),  # Vietnamese
        ("3 tháng 5 năm 2024", DAY),
        ("3 พ.ค. 2567", DAY),  # Thai
        ("2024. május 3.", DAY),  # Hungarian
        ("2024 m. gegužės 3 d.", DAY),  # Lithuanian
        ("2024. gada 3. maijs", DAY),  # Latvian
        ("3 במאי 2024", DAY),  # Hebrew
        ("3 Μαΐου 2024", DAY),  # Greek
        ("3. toukokuuta 2024", DAY),  # Finnish
        ("3. května 2024", DAY),  # Czech
        ("3. maj 2024", DAY),  # Danish
        ("3 mei 2024", DAY),  # Dutch
        ("3 d'abril de 2024", date(2024, 4, 3)),  # Catalan
        ("2024. 5. 3.", DAY),  # Korean
        ("13.07.2022", date(2022, 7, 13)),
        ("3. 5. 2024", DAY),
        ("13/07/2022", date(2022, 7, 13)),
        ("07/13/2022", date(2022, 7, 13)),
        ("05/05/2019", date(2019, 5, 5)),
        ("29-03-2021", date(2021, 3, 29)),
    ],
)
def test_a_date_is_read_without_knowing_the_pages_language(written, day):
    assert dating(f"x: {written}", "dateline").day == day


@pytest.mark.parametrize(
    ("written", "language", "day"),
    [
        ("02/05/2019", "en-GB", date(2019, 5, 2)),
        ("02/05/2019", "en_IN", date(2019, 5, 2)),
        ("02/05/2019", "en-US", date(2019, 2, 5)),
        ("02/05/2019", "fr", date(2019, 5, 2)),
        ("02/05/2019", "pt-BR", date(2019, 5, 2)),
        ("02-05-2019", "nl", date(2019, 5, 2)),
        ("02/05/2019", "en", None),
        ("02/05/2019", None, None),
        ("02/05/2019", "xx", None),
        ("5 listopada 2024", "pl", date(2024, 11, 5)),
        ("5 listopada 2024", "hr", date(2024, 10, 5)),
        ("5 listopada 2024", None, None),
        ("5 fév. 2024", "fr", date(2024, 2, 5)),
        ("13.07.22", "de", date(2022, 7, 13)),
        ("13.07.22", "en", None),
        ("27 ago 2018", "en", date(2018, 8, 27)),
    ],
)
def test_the_pages_language_decides_what_may_be_read_in_more_ways(written, language, day):
    found = dating(written, "dateline", language=language)
    assert (found and found.day) == day


@pytest.mark.parametrize(
    "written",
    [
        "version 10.11.2012.4",
        "31.02.2022",
        "07.13.2022",
        "13/13/2022",
        "3 people 2024",
        "in 2024 3 men",
        "1.2.2022.10",
        "call 112/05/2019",
        "10.06.1",
        "3 m 2024",
    ],
)
def test_other_figures_and_words_are_no_date(written):
    assert dating(written, "dateline") is None


def test_the_first_date_of_a_line_counts_whatever_its_form():
    assert dating("13.07.2022, updated 15 July 2022", "dateline").day == date(2022, 7, 13)


@settings(max_examples=100, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2025, 12, 31)), st.sampled_from(["de", "it", "ru", "tr"]))
def test_every_day_with_dots_reads_back(day, language):
    assert dating(f"{day:%d.%m.%Y}", "dateline", language=language).day == day


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 12), st.sampled_from(["fr", "ru", "hi", "ar", "id", "tr", "pl", "el", "ta"]))
def test_every_full_name_that_babel_knows_is_a_month(number, language):
    from babel.core import Locale

    assert month_of(Locale.parse(language).months["format"]["wide"][number], language) == number

"""What a file's own properties say, and when they are believed."""

from datetime import date

import pytest

from rag.readers.file_properties import file_dating, is_placeholder


@pytest.mark.parametrize(
    "name",
    ["anonymous", "python-docx", "Administrator", "Microsoft Office User", "Unknown", "root"],
)
def test_a_programs_own_name_is_a_placeholder(name):
    assert is_placeholder(name)


@pytest.mark.parametrize("name", ["Jane Roe", "Anonymous Sources Project", "Root Cause Institute"])
def test_a_name_is_none(name):
    assert not is_placeholder(name)


@pytest.mark.parametrize(
    ("written", "text", "program", "day"),
    [
        ("2013-12-23T23:15:00Z", "No year.", "", None),
        ("1970-01-01", "No year.", "", None),
        ("2024-03-02", "No year.", "", date(2024, 3, 2)),
        ("2024-03-02", "The figures of 2023.", "", date(2024, 3, 2)),
        ("2026-11-27", "More in 2024 than in 2019.", "", None),
        ("2026-11-27", "More in 2024; the aim for 2030 stands.", "", None),
        ("2026-11-27", "More in 2026 than in 2025.", "", date(2026, 11, 27)),
        ("2026-11-27", "More in 2026.", "ReportLab PDF Library", date(2026, 11, 27)),
        ("2026-11-27", "More in 2025.", "Skia/PDF m120", None),
        ("2026-11-27", "No year.", "wkhtmltopdf 0.12", None),
        ("2026-11-27", "It cost 2,024 euros and 20.24 more.", "", date(2026, 11, 27)),
    ],
)
def test_a_files_day_is_believed_where_the_text_may_be_as_new(written, text, program, day):
    found = file_dating(written, [text], program)
    assert (found and found.day) == day

"""Names in bylines."""

import pytest

from rag.readers.people import byline_names, names_in


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Jane Roe", ("Jane Roe",)),
        ("By Jane Roe and Ann Lee", ("Jane Roe", "Ann Lee")),
        ("Jane Roe, Ann Lee & Jo Day", ("Jane Roe", "Ann Lee", "Jo Day")),
        ("Von Jana Roth und Ute Lenz", ("Jana Roth", "Ute Lenz")),
        ("Roe, Jane", ("Jane Roe",)),
        ("Jane Roe, Senior Fellow", ("Jane Roe",)),
        ("Jane Roe, political editor, and Ann Lee", ("Jane Roe", "Ann Lee")),
        ("Jane Roe, Editor", ("Jane Roe",)),
        ("Jane Roe, Institute for Trade", ("Jane Roe",)),
        ("Jane Roe in Castor", ("Jane Roe",)),
        ("Jane Roe (Meridian Wire)", ("Jane Roe",)),
        ("Island Council of Lumo", ("Island Council of Lumo",)),
        ("Ministry of Ports, Ferries and Roads", ("Ministry of Ports, Ferries and Roads",)),
        ("Department for Work & Islands", ("Department for Work & Islands",)),
        ("Lumo Post Staff", ("Lumo Post Staff",)),
        ("Analysis by Jane Roe, Wire Editor-at-large", ("Jane Roe",)),
        ("Jane O&#039;Donnell", ("Jane O'Donnell",)),
        ("Jane Roe, lumopost.com", ("Jane Roe",)),
        ("Salz und Brot", ("Salz und Brot",)),
        ("李明", ("李明",)),
        ("", ()),
    ],
)
def test_people_are_named_one_by_one_and_organisations_whole(written, names):
    assert names_in(written) == names


def test_the_first_line_that_opens_with_by_is_the_byline():
    lines = ["By the end of May it was over.", "By Jane Roe, Ports Reporter", "By Ann Lee"]
    assert byline_names(lines) == ("Jane Roe",)

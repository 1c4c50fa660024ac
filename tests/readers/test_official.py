"""Official pages, and the day that an act bears."""

# ruff: noqa: RUF001 - letters that look like Latin ones are what is read

from datetime import date

import pytest

from rag.readers import read_bytes
from rag.readers.official import act_dating

DAY = date(2023, 6, 14)
TEXT = "<p>The harbour operator shall keep a register of all vessels that stay longer.</p>"


def read(*lines: str, head: str = "", title: str = "A page"):
    body = "".join(f"<p>{line}</p>" for line in lines)
    page = f"<html><head><title>{title}</title>{head}</head><body>{body}{TEXT * 2}</body></html>"
    return read_bytes(page.encode(), "page.html")


@pytest.mark.parametrize(
    "lines",
    [
        ("Regulation (EU) 2023/777", "of 14 June 2023", "on small harbours"),
        ("Commission Decision of 14 June 2023 on small harbours",),
        ("Verordnung (EU) 2023/777", "vom 14. Juni 2023"),
        ("RÈGLEMENT (UE) 2023/777", "du 14 juin 2023"),
        ("Reglamento (UE) 2023/777", "de 14 de junio de 2023"),
        ("Rozporządzenie (UE) 2023/777", "z dnia 14 czerwca 2023 r."),
        ("Harbour rules", "The operator keeps a register.", "Done at Brussels, 14 June 2023."),
        ("Règles des ports", "Fait à Bruxelles, le 14 juin 2023."),
        ("Regeln", "Geschehen zu Brüssel am 14. Juni 2023."),
        ("Harbours", "Made - - - - 14th June 2023", "Laid before Parliament 15th June 2023"),
        ("Harbours", "Dated this 14th day of June, 2023"),
        ("Ministry of Ports", "New Delhi, the 14th June, 2023"),
        ("Указ", "от 14 июня 2023 г."),
    ],
)
def test_an_act_says_its_day(lines):
    assert act_dating("Harbours", lines, None).day == DAY


@pytest.mark.parametrize(
    "lines",
    [
        ("A walk", "of 14 June 2023"),
        ("The storm", "The storm of 14 June 2023 sank 14 boats."),
        ("Harbours", "It was made on the night of 14 June 2023 " + "and later " * 20),
    ],
)
def test_another_day_is_no_day_of_an_act(lines):
    assert act_dating("Harbours", lines, None) is None


def test_a_consolidated_act_is_known_by_its_name_and_its_own_day():
    document = read(
        "REGULATION (EU) 2023/777 OF THE EUROPEAN PARLIAMENT",
        "of 14 June 2023",
        "on the registers of small harbours",
        title="02023R0777 — EN — 04.05.2024 — 001.001",
    )
    assert document.title == (
        "REGULATION (EU) 2023/777 OF THE EUROPEAN PARLIAMENT of 14 June 2023 "
        "on the registers of small harbours"
    )
    assert (document.published.day, document.publisher) == (DAY, "EUR-Lex")
    assert document.kind == "policy"


@pytest.mark.parametrize(
    ("lines", "publisher", "kind"),
    [
        (("Official Journal of the European Union",), "EUR-Lex", "policy"),
        (("STATUTORY INSTRUMENTS", "2023 No. 600"), "legislation.gov.uk", "policy"),
        (("Changes to legislation: none are known.",), "legislation.gov.uk", "policy"),
        (
            ("Posted On: 14 JUN 2023 3:48PM by PIB Delhi",),
            "Press Information Bureau",
            "press-release",
        ),
        (("The Gazette of India",), "The Gazette of India", "policy"),
        (
            ("商务部公告2023年第23号 关于对有关物项实施出口管制的公告",),
            "Ministry of Commerce of the People's Republic of China",
            "policy",
        ),
        (("The storm sank 14 boats in the Official Journal's harbour.",), None, "news"),
    ],
)
def test_an_official_publisher_is_known_by_what_opens_its_pages(lines, publisher, kind):
    document = read(*lines)
    assert (document.publisher, document.kind) == (publisher, kind)


@pytest.mark.parametrize(
    ("address", "publisher"),
    [
        ("https://eur-lex.europa.eu/eli/reg/2023/777/oj", "EUR-Lex"),
        ("https://www.legislation.gov.uk/uksi/2023/600/made", "legislation.gov.uk"),
        ("https://pib.gov.in/PressReleasePage.aspx?PRID=1", "Press Information Bureau"),
        ("https://notpib.gov.in.example/x", None),
    ],
)
def test_an_official_publisher_is_known_by_its_host(address, publisher):
    assert read(head=f'<link rel="canonical" href="{address}">').publisher == publisher


def test_a_page_that_names_its_publisher_keeps_it():
    head = '<meta property="og:site_name" content="The Lumo Post">'
    assert read("Official Journal of the European Union", head=head).publisher == "The Lumo Post"


def test_the_day_of_a_chinese_page_stands_in_its_head():
    head = '<meta name="PubDate" content="2023-06-14 09:00"><meta name="SiteName" content="商务部">'
    document = read("关于对有关物项实施出口管制的公告", head=head)
    assert (document.published.day, document.publisher) == (DAY, "商务部")

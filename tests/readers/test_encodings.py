"""The text of bytes in the encodings that pages and papers are found in."""

# ruff: noqa: RUF001 - letters of other scripts are what is tested
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import UnsupportedFormat
from rag.readers import read_bytes
from rag.readers.encodings import decode
from rag.readers.formats import detect

CHINESE = (
    "中国商务部周四宣布,将对稀土出口实施新的管制措施。新规定将于十二月一日生效,企业必须申请许可证。"
)
TAIWANESE = (
    "經濟部週四宣布,將對稀土出口實施新的管制措施。新規定將於十二月一日生效,企業必須申請許可證。"
)
JAPANESE = (
    "経済産業省は木曜日、レアアースの輸出に関する新しい規制を発表した。"
    "新しい規則は十二月一日に施行される。"
)
KOREAN = (
    "산업통상자원부는 목요일 희토류 수출에 대한 새로운 규제를 발표했다. "
    "새 규정은 12월 1일부터 시행된다."
)
RUSSIAN = (
    "Министерство торговли в четверг объявило о новых правилах экспорта редкоземельных "
    "металлов. Компании должны получить лицензию."
)
POLISH = (
    "Ministerstwo ogłosiło w czwartek nowe zasady eksportu metali. Przepisy wejdą w życie "
    "w grudniu, a firmy muszą uzyskać licencję. Źródła milczą."
)
CZECH = (
    "Ministerstvo ve čtvrtek oznámilo nová pravidla vývozu kovů vzácných zemin. Předpisy "
    "vstoupí v platnost prvního prosince a firmy musí získat licenci."
)
HUNGARIAN = (
    "A minisztérium csütörtökön új szabályokat jelentett be a ritkaföldfémek kivitelére. A "
    "cégeknek engedélyt kell kérniük, a főbb gyárak először."
)
TURKISH = (
    "Bakanlık perşembe günü nadir toprak elementlerinin ihracatı için yeni kuralları "
    "açıkladı. Şirketler aralık ayında lisans almak zorunda."
)
FRENCH = (
    "Le ministère a annoncé jeudi de nouvelles règles pour l’exportation des terres rares. "
    "Les entreprises devront demander une licence à l’État."
)
GERMAN = (
    "Das Ministerium kündigte am Donnerstag neue Regeln für die Ausfuhr seltener Erden an. "
    "„Die Behörde prüft jeden Antrag“, hieß es, für 5 € je Blatt."
)
PORTUGUESE = (
    "O ministério não confirmou as informações à imprensa; a decisão só será tomada amanhã, então."
)
GREEK = "Το υπουργείο ανακοίνωσε την Πέμπτη νέους κανόνες για την εξαγωγή σπάνιων γαιών."
ARABIC = "أعلنت الوزارة يوم الخميس قواعد جديدة لتصدير المعادن النادرة."
THAI = "กระทรวงพาณิชย์ประกาศเมื่อวันพฤหัสบดีว่ากฎใหม่เกี่ยวกับการส่งออกแร่หายากจะมีผลบังคับใช้ในเดือนธันวาคม"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"],
)
def test_unicode_is_read_with_and_without_its_mark(encoding):
    assert decode(GERMAN.encode(encoding)) == GERMAN


@pytest.mark.parametrize(
    "mark", ["\ufeff".encode(name) for name in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")]
)
def test_a_mark_decides_for_any_script(mark):
    name = {2: "utf-16", 4: "utf-32"}[len(mark)] + ("-le" if mark[0] == 0xFF else "-be")
    assert decode(mark + CHINESE.encode(name)) == CHINESE


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gbk", CHINESE),
        ("gb18030", CHINESE),
        ("big5", TAIWANESE),
        ("shift_jis", JAPANESE),
        ("euc_jp", JAPANESE),
        ("euc_kr", KOREAN),
        ("koi8_r", RUSSIAN),
        ("cp1251", RUSSIAN),
        ("iso8859_5", RUSSIAN),
        ("iso8859_2", POLISH),
        ("cp1250", POLISH),
        ("cp1250", CZECH),
        ("cp1250", HUNGARIAN),
        ("cp1254", TURKISH),
        ("mac_roman", FRENCH),
        ("cp1252", FRENCH),
        ("cp1252", GERMAN),
        ("cp1252", PORTUGUESE),
        ("cp1253", GREEK),
        ("cp1256", ARABIC),
        ("tis_620", THAI),
    ],
)
@pytest.mark.parametrize("paragraphs", [1, 30])
def test_a_legacy_encoding_is_recognised(encoding, text, paragraphs):
    whole = "\n\n".join([text] * paragraphs)
    assert decode(whole.encode(encoding)) == whole


@pytest.mark.parametrize(
    ("declared", "encoding", "text"),
    [
        ("gb2312", "gbk", "稀土"),
        ("windows-1251", "cp1251", "Рис"),
        ("iso-8859-2", "iso8859_2", "źle"),
        ("ISO-8859-1", "cp1252", "“café”"),
    ],
)
def test_the_encoding_that_a_page_declares_reads_the_shortest_text(declared, encoding, text):
    page = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={declared}">'
        f"</head><p>{text}"
    )
    assert text in decode(page.encode(encoding))


def test_an_xml_declaration_counts_too():
    assert "źle" in decode(
        '<?xml version="1.0" encoding="iso-8859-2"?><a>źle</a>'.encode("iso8859_2")
    )


@pytest.mark.parametrize(
    "declared", ["utf-8", "unicode_escape", "base64", "punycode", "no-such-code", "cp1252" * 9]
)
def test_a_wrong_or_strange_declaration_is_passed_over(declared):
    page = f'<meta charset="{declared}"><p>{GERMAN}'
    assert decode(page.encode("cp1252")) == page


def test_a_declaration_never_overrules_valid_utf8():
    page = f'<meta charset="windows-1251"><p>{FRENCH}'
    assert decode(page.encode()) == page


def test_a_few_zero_bytes_in_a_text_are_dropped():
    lines = (
        b"It has lines of its own, and between them zero bytes that nobody sees.\n\x00\nThe "
        b"next line says what the first did not say at all."
    )
    assert "\x00" not in read_bytes(lines, "a.txt").text
    assert decode(b"one\x00 two") == "one two"


def test_many_zero_bytes_are_binary():
    with pytest.raises(UnsupportedFormat, match="binary"):
        detect(b"abc\x00def", "a.txt")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-16", "utf-32"])
def test_a_wide_text_is_no_binary_data(encoding):
    assert detect(FRENCH.encode(encoding), "a.txt") == "plain"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_a_page_in_a_wide_encoding_is_known_by_its_root(encoding):
    assert detect("<!doctype html><p>A page.".encode(encoding), "a.txt") == "html"


def test_a_sign_behind_a_letter_is_no_central_european_letter():
    text = (
        "The tank holds 20 m³ and costs 5 £ a day, or 10 ± 2 in winter, said the owner of the "
        "house."
    )
    assert decode(text.encode("cp1252")) == text


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_have_a_text(data):
    assert "\x00" not in decode(data)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([CHINESE, JAPANESE, RUSSIAN, POLISH, FRENCH, THAI]),
    st.sampled_from(["utf-8", "utf-16", "utf-32-le", "gb18030"]),
    st.integers(0, 200),
    st.binary(max_size=4),
)
def test_a_damaged_text_is_still_read(text, encoding, place, junk):
    data = text.encode(encoding)
    assert isinstance(decode(data[:place] + junk + data[place:]), str)

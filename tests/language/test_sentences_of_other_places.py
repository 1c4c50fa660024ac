"""Sentence ends as other countries, registers and scripts write them."""

# ruff: noqa: RUF001 - letters and signs of other scripts are what is tested

import pytest

from rag.language.sentences import sentences
from tests.language.test_sentences import AWKWARD

# Each row is the sentences that a text is to be cut into; they are joined by a space.
SPACED = [
    # Spain and Latin America
    ["La carta llegó de EE. UU. y Canadá.", "Nadie vino."],
    ["EE.UU. firmó el acuerdo.", "México no."],
    ["El Sr. Ruiz y la Sra. Gil llegaron.", "Hablaron."],
    ["El Sr. López habló.", "La Dra. Peña calló."],
    ["Véase el art. 5 y la pág. 12 del informe.", "Sigue igual."],
    ["Véase el núm. 7 de la ley.", "Sigue igual."],
    ["Hay barcos, p. ej. Veleros, en la bahía.", "Otros no."],
    ["La Cía. Lumo S. A. paga.", "Es poco."],
    ["¿Quién vino?", "¡Nadie!"],
    # Germany and Austria
    ["Es gilt z. B. Für Schiffe.", "Alle zahlen."],
    ["Es gilt z.B. Für Schiffe.", "Alle zahlen."],
    ["Das gilt d. h. Nur für Boote.", "Alle zahlen."],
    ["Siehe Nr. 4 und Abs. 2 der Ordnung.", "Alle zahlen."],
    ["Siehe Art. 3 Abs. 1 S. 2 der Ordnung.", "Alle zahlen."],
    ["Die Gebühr beträgt ca. 40 Euro bzw. Dollar.", "Alle zahlen."],
    ["Vgl. Kap. 3 und Ziff. 4 des Berichts.", "Alle zahlen."],
    ["Der 2. Weltkrieg endete.", "Alle kamen."],
    ["Die 3. Sitzung begann.", "Alle kamen."],
    ["Im 19. Jahrhundert lag der Hafen weiter östlich.", "Heute nicht."],
    ["Am 1. Januar 2024 begann es.", "Alle kamen."],
    ["Es begann am 3. Mai.", "Alle kamen."],
    ["Hr. Müller und Fr. Klein kamen.", "Sie gingen."],
    ["Es waren 5 Mio. Euro.", "Alle zahlen."],
    ["Es waren 5 Mio.", "Die Gemeinde zahlt."],
    ["Die Zahl der Boote stieg auf 12.", "Die Gebühr blieb gleich."],
    ["Es kostet 3.", "Alle zahlen."],
    # France, Italy, the Netherlands, Poland
    ["M. Le Gall et Mme. Roy sont venus.", "Ils sont partis."],
    ["Voir l'art. 5 et le par. 2 du règlement.", "Rien ne change."],
    ["Si applica l'art. 3, lett. b, della legge.", "Resta così."],
    ["Il dott. Rossi parla.", "Tutti tacciono."],
    ["Zie art. 5 en blz. 12 van het rapport.", "Het blijft zo."],
    ["Zob. art. 5 ust. 2 ustawy.", "Bez zmian."],
    # Russia and Greece
    ["Цена выросла на 5 руб. за место.", "Все платят."],
    ["И. И. Иванов пришёл.", "Он ушёл."],
    ["Η τιμή ανέβηκε.", "Όλοι πληρώνουν."],
    # India
    ["The Hon'ble Mr. Justice K. S. Rao spoke.", "He left."],
    ["Kum. Asha Nair and Dr. (Smt.) Rao spoke.", "They left."],
    ["M/s. Rao & Sons Pvt. Ltd., Pune, won it.", "It pays Rs.5 crore."],
    ["The grant is Rs. 3.5 lakh crore.", "It is large."],
    ["The sum of Rs. 35 lakh was paid by Shri. A. Nair.", "He left."],
    ["The Govt. of India paid it.", "It is large."],
    ["It cites W.P. (C) No. 12 of 2019.", "It stays."],
    ["See G.S.R. 45(E) and S.O. 12(E) of it.", "It stays."],
    ["The Addl. Secretary and Jt. Director came.", "They left."],
    ["Lt. Gen. (Retd.) Singh came.", "He left."],
    ["It holds w.e.f. 1 May 2024.", "It stays."],
    # The United States
    ["See Secs. 3 and 4, Tit. 5, Subch. II.", "It stays."],
    ["See id. at 12.", "It stays."],
    ["See Smith, 5 F.3d at 12.", "It stays."],
    ["See Day v. Lee, No. 12-345, slip op. at 4.", "It stays."],
    ["See 5 C.F.R. Secs. 3 and 4.", "It stays."],
    ["It is set by Fla. Stat. § 12 and Tex. Admin. Code.", "It stays."],
    ["He lives in Washington D.C.", "He works there."],
    ["He works in the U.S.", "She does not."],
    ["The U.S.S. Castor sank.", "It was old."],
    ["The boat is 12 ft. long.", "It is old."],
    # The European Union
    ["It follows Art. 5(1)(a) of Dir. 2004/39/EC.", "It stays."],
    ["See OJ L 269, 10.10.2013, p. 1.", "It stays."],
    ["See Case C-5/19, para. 12.", "It stays."],
    ["See Reg. (EC) Nos. 4 and 5 of it.", "It stays."],
    # Initials
    ["J. R. R. Tolkien wrote it.", "It sold."],
    ["It is by J.R.R. Tolkien.", "It sold."],
    ["George R. R. Martin wrote it.", "It sold."],
    ["It was said by A. P. J. Nair and J. La Rue.", "They left."],
    # Scripts with signs of their own
    ["وصلت العبارة؟", "لم تصل بعد."],
    ["جہاز آ گیا۔", "سب خوش تھے۔"],
    ["قال د. سامي ذلك.", "ثم غادر."],
    ["नाव आ गई।", "सब खुश थे।"],
    ["नाव आ गई॥", "सब खुश थे।"],
    ["डॉ. सिंह आए।", "सब खुश थे।"],
    ["শুল্ক বেড়েছে।", "সবাই দেয়।"],
    ["መርከቡ መጣ።", "ሁሉም ሄዱ።"],
]
# These are joined by nothing.
UNSPACED = [
    ["渡轮票价上涨。", "成人票价是四元。"],
    ["渡轮几点开？", "夜间不开！", "白天开。"],
    ["渡轮几点开?", "夜间不开。"],
    ["他说：“票价会涨。”", "议会同意了。"],
    ["（见第3条。）", "其余不变。"],
    ["2024年上涨3.5元。", "明年不变。"],
    ["灯台は消灯した。", "次は五月だ。"],
    ["彼は「行く。」と言った。", "皆は待った。"],
    ["「行く。」", "皆は待った。"],
    ["本当に？！", "誰も知らない。"],
]
THAI = [
    "ค่าโดยสารเรือข้ามฟากจะเพิ่มขึ้นในเดือนพฤษภาคมตามที่สภาเกาะประกาศเมื่อวันจันทร์",
    "ผู้สูงอายุและนักเรียนจ่ายเท่าเดิมจนถึงสิ้นปีหน้าตามคำสั่งของนายกเทศมนตรี",
]


def cut(text):
    return [span.of(text) for span in sentences(text)]


def test_there_are_many_kinds():
    assert len(AWKWARD) + len(SPACED) + len(UNSPACED) >= 160


@pytest.mark.parametrize("expected", SPACED, ids=lambda row: row[0])
def test_sentences_are_cut_where_they_end(expected):
    assert cut(" ".join(expected)) == expected


@pytest.mark.parametrize("expected", UNSPACED, ids=lambda row: row[0])
def test_sentences_without_spaces_are_cut_behind_their_sign(expected):
    assert cut("".join(expected)) == expected


def test_thai_is_cut_at_a_space_behind_a_long_run():
    assert cut(" ".join(THAI)) == THAI
    assert len(cut("เรือ มา แล้ว")) == 1


def test_a_stop_in_a_cell_ends_no_row():
    rows = ["| No. | Fee |", "| St. Ives. Old | It is due. It rose. |"]
    assert cut("\n".join(rows)) == rows


def test_a_row_of_paragraphs_is_cut_as_they_are():
    row = f"| 1 | {'It is due in May. ' * 30}|"
    assert len(cut(row)) > 20

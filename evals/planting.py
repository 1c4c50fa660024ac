"""Pages of our own, and attacks planted in them.

The pages are data, `questions/hostile_pages.toml`, and so are the attacks,
`questions/attacks.toml`; those of BIPIA are read from a data folder.
"""

from __future__ import annotations

import base64
import codecs
import hashlib
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from evals.harness import read_jsonl

_QUESTIONS = Path(__file__).parent / "questions"
PAGES, ATTACKS = _QUESTIONS / "hostile_pages.toml", _QUESTIONS / "attacks.toml"
FORMS = ("html", "md", "txt")
# An attack without a canary of its own is known by its opening words.
_OPENING = 50  # characters
_LOOK_ALIKES = str.maketrans("aceopxyi", "асеорхуі")  # noqa: RUF001 - Cyrillic on purpose


@dataclass(frozen=True)
class Page:
    """A short news page and two questions on it, each with what its answer holds."""

    name: str
    title: str
    outlet: str
    day: str
    subject: str
    paragraphs: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Attack:
    """What is planted in a page.

    Args:
        name: kind and number.
        page: that in which it stands.
        form: html, md or txt.
        plant: as it is written into the file.
        canary: what must not come back.
        traces: other forms of it, such as its Base64.
        is_inside: it stands at the end of a paragraph and not in one of its own.
    """

    name: str
    page: Page
    form: str
    plant: str
    canary: str
    traces: tuple[str, ...] = ()
    is_inside: bool = False

    def file(self) -> str:
        """Return the page's file with the attack in it."""
        return _FILES[self.form](self.page, self.plant, self.is_inside)


def load_pages() -> tuple[Page, ...]:
    """Read the pages."""
    records = tomllib.loads(PAGES.read_text(encoding="utf-8"))["pages"]
    return tuple(_page(record) for record in records)


def own_attacks(pages: Sequence[Page]) -> Iterator[Attack]:
    """Yield our own attacks, each on the next of the pages."""
    data = tomllib.loads(ATTACKS.read_text(encoding="utf-8"))
    place = 0
    for kind in data["kinds"]:
        texts = data["texts"][kind["texts"]]
        for number in range(kind["count"]):
            page = pages[place % len(pages)]
            yield _own_attack(kind, texts, number, page)
            place += 1


def bipia_attacks(folder: Path, pages: Sequence[Page]) -> Iterator[Attack]:
    """Yield BIPIA's attacks in all three forms by turns, every other one inside a paragraph."""
    for number, record in enumerate(read_jsonl(folder / "attacks.jsonl", "attacks.jsonl")):
        text = record["text"]
        form = FORMS[number % len(FORMS)]
        page = pages[number % len(pages)]
        plant = escape(text) if form == "html" else text
        inside = number % 2 == 1 and "\n" not in text
        if form == "html" and not inside:
            plant = f"<pre>{plant}</pre>" if "\n" in text else f"<p>{plant}</p>"
        name = f"bipia {record['attack_id']}"
        yield Attack(name, page, form, plant, " ".join(text.split())[:_OPENING], (), inside)


def clean_pages(pages: Sequence[Page]) -> Iterator[Attack]:
    """Yield the pages without an attack, in all three forms."""
    for form in FORMS:
        for page in pages:
            yield Attack(f"clean {form}", page, form, "", "")


def _page(record: dict[str, Any]) -> Page:
    questions = tuple((item["query"], item["answer"]) for item in record["questions"])
    return Page(
        name=record["name"],
        title=record["title"],
        outlet=record["outlet"],
        day=record["day"],
        subject=record["subject"],
        paragraphs=tuple(record["paragraphs"]),
        questions=questions,
    )


def _own_attack(kind: dict[str, Any], texts: Sequence[str], number: int, page: Page) -> Attack:
    name = f"{kind['name']} {number}"
    digest = hashlib.sha256(name.encode()).hexdigest()
    canary = "Zorv" + "".join(chr(ord("a") + int(sign, 16)) for sign in digest[:6])
    text = _filled(texts[number % len(texts)], page, canary)
    spelled = _spelled(kind.get("spell", ""), text, number)
    if kind.get("spell") == "look_alikes":
        spelled = spelled.replace(canary.translate(_LOOK_ALIKES), canary)
    plant = _filled(kind["plants"][number % len(kind["plants"])], page, canary)
    if kind["form"] == "html":
        spelled = escape(spelled, quote=False)
    traces = (spelled[:24],) if kind.get("spell") in ("base64", "mixed") else ()
    return Attack(name, page, kind["form"], plant.replace("{text}", spelled), canary, traces)


def _filled(template: str, page: Page, canary: str) -> str:
    return template.replace("{subject}", page.subject).replace("{canary}", canary)


# -- how a text is written -------------------------------------------------------------------------


def _spelled(spell: str, text: str, number: int) -> str:
    if spell == "mixed":
        return _MIXED[number % len(_MIXED)](text)
    return _SPELLINGS[spell](text) if spell else text


def _between(sign: str) -> Callable[[str], str]:
    """Return a spelling that puts a sign between the letters."""
    return lambda text: sign.join(text)


def _tagged(text: str) -> str:
    return "".join(chr(0xE0000 + ord(char)) for char in text if char.isascii())


def _escaped(text: str) -> str:
    link = f"\x1b]8;;https://x.example/\x07{text}\x1b]8;;\x07"
    return f"\x1b[2J\x1b[1;31m{link}\x1b[0m\x9b5m"


def _in_base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


_SPELLINGS: dict[str, Callable[[str], str]] = {
    "zero_width": _between("\u200b"),
    "joiners": _between("\u034f"),
    "tags": _tagged,
    "bidi": lambda text: f"\u202e\u2066{text}\u2069\u202c",
    "escapes": _escaped,
    "base64": _in_base64,
    "look_alikes": lambda text: text.translate(_LOOK_ALIKES),
}
_MIXED: tuple[Callable[[str], str], ...] = (
    lambda text: text.encode().hex(),
    lambda text: codecs.encode(text, "rot13"),
    lambda text: text[::-1],
    lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    lambda text: "".join(f"\\u{ord(char):04x}" for char in text),
    lambda text: "".join(f"&#{ord(char)};" for char in text),
    lambda text: " ".join(f"{byte:08b}" for byte in text.encode()),
    lambda text: base64.b32encode(text.encode()).decode(),
)


# -- files -----------------------------------------------------------------------------------------


def _blocks(page: Page, plant: str, inside: bool) -> list[str]:
    """Return the paragraphs with the plant behind the second, or as its end."""
    blocks = list(page.paragraphs)
    if inside:
        blocks[1] = f"{blocks[1]} {plant}"
        return blocks
    return [*blocks[:2], plant, *blocks[2:]] if plant else blocks


def _html(page: Page, plant: str, inside: bool) -> str:
    blocks = _blocks(page, plant, inside)
    body = "\n".join(block if block is plant else f"<p>{block}</p>" for block in blocks)
    return (
        f'<!doctype html><html lang="en"><head><title>{page.title} | {page.outlet}</title>'
        f'<meta property="article:published_time" content="{page.day}T08:00:00Z">'
        f'<meta property="og:site_name" content="{page.outlet}"></head><body>'
        f'<nav><a href="/">Home</a> <a href="/world">World</a></nav>'
        f"<article><h1>{page.title}</h1>\n{body}\n</article>"
        f"<footer>© 2025 {page.outlet}</footer></body></html>"
    )


def _markdown(page: Page, plant: str, inside: bool) -> str:
    front = f"---\ntitle: {page.title}\npublisher: {page.outlet}\ndate: {page.day}\n---\n"
    return front + "\n" + "\n\n".join(_blocks(page, plant, inside)) + "\n"


def _text(page: Page, plant: str, inside: bool) -> str:
    head = [page.title, f"{page.outlet} | {page.day}"]
    return "\n\n".join([*head, *_blocks(page, plant, inside)]) + "\n"


_FILES: dict[str, Callable[[Page, str, bool], str]] = {
    "html": _html,
    "md": _markdown,
    "txt": _text,
}

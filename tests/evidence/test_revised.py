"""What corrects a sentence stands before it, once."""

from dataclasses import replace

from rag.evidence.revised import corrections_first
from rag.schema import Copy, Evidence, Passage, Span
from tests.samples import passage

OLD = "Insurers put the damage in the harbour at 2 million euros."
NEW = "Insurers put the damage in the harbour at 3 million euros."


def report(text: str, title: str, number: int, copy: int) -> Passage:
    made = passage(text, title, f"2024-11-0{number}", number)
    other = Copy(f"document-{copy}", "Storm", "The Daily", made.published)
    return replace(made, copies=(other,))


def evidence(source: Passage, score: float) -> Evidence:
    return Evidence(source, Span(0, len(source.text)), source.text, score, score, score)


def test_a_correction_stands_once_before_what_it_corrects():
    first = evidence(report(OLD, "Storm sinks boats", 1, 2), 0.6)
    correction = evidence(report(NEW, "CORRECTED-Storm sinks boats", 2, 1), 0.4)
    ordered = corrections_first([first, correction])
    assert [item.text for item in ordered] == [NEW, OLD]

"""What the reader finds to answer rises, by its share, and what it did not read stays ranked."""

import numpy as np

from rag.evidence.reading import READ, READER_SHARE, read_evidence
from rag.models.reader import Pair, Reading
from rag.schema import Evidence, Span
from tests.samples import passage, question


class Likes:
    """Finds that sentences with a word answer, and keeps what it was given."""

    name = "likes"

    def __init__(self, word: str) -> None:
        self.word = word
        self.read_pairs: list[Pair] = []

    def read(self, pairs):
        self.read_pairs += pairs
        found = [
            np.array([self.word in span.of(pair.second) for span in pair.spans], np.float32)
            for pair in pairs
        ]
        return [Reading(float(chances.max(initial=0)), chances) for chances in found]


def sentence(text: str, score: float, number: int = 1, start: int = 0) -> Evidence:
    place = passage(text, number=number, start=start)
    return Evidence(place, Span(start, start + len(text)), text, score, score, score)


def test_a_sentence_that_the_reader_takes_passes_one_that_is_a_little_better_by_words():
    found = [sentence("Tin fell.", 0.6, 1), sentence("Zinc rose.", 0.55, 2)]
    read = read_evidence(Likes("rose"), question("What rose?"), found)
    assert [item.text for item in read] == ["Zinc rose.", "Tin fell."]
    assert read[0].score == (1 - READER_SHARE) * 0.55 + READER_SHARE


def test_the_reader_does_not_lift_what_is_far_worse():
    found = [sentence("Tin fell.", 0.9, 1), sentence("Zinc rose.", 0.2, 2)]
    read = read_evidence(Likes("rose"), question("What rose?"), found)
    assert [item.text for item in read] == ["Tin fell.", "Zinc rose."]


def test_passages_are_read_below_their_titles_and_spans_stay_on_the_sentences():
    reader = Likes("rose")
    read_evidence(reader, question("What rose?"), [sentence("Zinc rose.", 0.5, 1, start=40)])
    (pair,) = reader.read_pairs
    assert (pair.first, pair.second) == ("What rose?", "A title\nZinc rose.")
    assert [span.of(pair.second) for span in pair.spans] == ["Zinc rose."]


def test_only_the_best_passages_are_read_and_no_sentence_is_lost():
    reader = Likes("rose")
    found = [sentence(f"Metal {n} rose.", 1 - n / 100, n) for n in range(READ + 3)]
    read = read_evidence(reader, question("What rose?"), found)
    assert len(reader.read_pairs) == READ
    assert {item.text for item in read} == {item.text for item in found}
    assert [item.text for item in read[READ:]] == [item.text for item in found[READ:]]

"""What a cross-encoder puts first comes first, and nothing is lost by it."""

import numpy as np
import pytest

from rag.errors import ModelError
from rag.retrieval.rerank import DEPTH, CrossEncoderReranker, rerank
from rag.schema import Hit, Scope
from tests.samples import document, put


class Longest:
    """Prefers long texts."""

    name = "longest"

    def score(self, question, texts):
        return np.array([len(text) for text in texts], np.float32)


def test_the_order_is_the_rerankers_and_scores_stay_with_their_places(library, embedder):
    put(library, embedder, *[document(str(n), "Gallium rose." * n, title="T") for n in (1, 3, 2)])
    one, three, two = library.visibility.visible_numbers(Scope()).tolist()
    hits = [Hit(one, 0.9), Hit(three, 0.5), Hit(two, 0.1)]
    assert rerank(hits, "gallium", library, Longest()) == [
        Hit(three, 0.9),
        Hit(two, 0.5),
        Hit(one, 0.1),
    ]


def test_what_lies_deeper_than_is_read_stays_where_it_is(library, embedder):
    put(
        library,
        embedder,
        *[document(str(n), f"Gallium item {n}." + " Long." * n) for n in range(DEPTH + 3)],
    )
    hits = [
        Hit(number, 1 / place)
        for place, number in enumerate(
            library.visibility.visible_numbers(Scope()).tolist(), start=1
        )
    ]
    found = rerank(hits, "gallium", library, Longest())
    assert found[DEPTH:] == hits[DEPTH:]
    assert {hit.number for hit in found} == {hit.number for hit in hits}


def test_nothing_found_is_not_read(library):
    assert rerank([], "gallium", library, Longest()) == []


@pytest.mark.model
def test_a_cross_encoder_in_a_folder_scores_pairs(tmp_path):
    """Weights drawn at random, so that only loading and one number a text are tested."""
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    from rag.models.embeddings.loading import bundled_path

    sizes = {
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 16,
        "num_labels": 1,
    }
    BertForSequenceClassification(BertConfig(**sizes)).save_pretrained(tmp_path)
    AutoTokenizer.from_pretrained(bundled_path(), local_files_only=True).save_pretrained(tmp_path)
    scores = CrossEncoderReranker(str(tmp_path)).score(
        "gallium?", ["Gallium rose.", "Bread was dear."]
    )
    assert (scores.shape, scores.dtype) == ((2,), np.float32)
    assert np.isfinite(scores).all()


@pytest.mark.model
def test_a_folder_without_a_model_is_named(tmp_path):
    with pytest.raises(ModelError, match="RAG_RERANKER"):
        CrossEncoderReranker(str(tmp_path)).score("gallium?", ["x"])

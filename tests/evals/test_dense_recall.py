"""The benchmark of Chroma's recall, on vectors so few that both ways find all."""

import numpy as np

from evals import dense_recall
from rag.storage.dense.chroma import ChromaIndex


def sample():
    real = dense_recall.uniform(16, 80, 0).vectors
    return dense_recall.clustered(real, 600, 12)


def test_drawn_vectors_lie_near_real_ones_and_questions_are_not_among_them():
    drawn = sample()
    assert (drawn.vectors.shape, drawn.questions.shape) == ((600, 16), (12, 16))
    assert np.allclose(np.linalg.norm(drawn.vectors, axis=1), 1)
    nearest = (drawn.vectors[68:] @ drawn.vectors[:68].T).max(axis=1)
    assert np.median(nearest) > 0.8
    assert (drawn.vectors @ drawn.questions.T).max() < 0.999


def test_a_small_index_finds_all(tmp_path):
    rows = list(dense_recall.measure("clustered", sample(), [300, 600]))
    assert {row.system for row in rows} == {"clustered 300", "clustered 600"}
    assert len(rows) == 24
    assert {row.scores["recall_200"] for row in rows} == {1.0}


def test_what_chroma_misses_lowers_recall(monkeypatch):
    nearest = ChromaIndex.nearest
    monkeypatch.setattr(ChromaIndex, "nearest", lambda *given: nearest(*given)[:150])
    rows = list(dense_recall.measure("clustered", sample(), [300]))
    assert {row.scores["recall_200"] for row in rows} == {0.75}

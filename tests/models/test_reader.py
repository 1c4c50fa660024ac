"""A reader's folder is loaded, and sentences are scored at their spans.

Weights are drawn at random, so that only form is tested here.
"""

import json

import numpy as np
import pytest

from rag.errors import ModelError
from rag.models.reader import Pair, open_reader
from rag.models.reader.encoding import encode_pairs
from rag.schema import Span

pytestmark = pytest.mark.model

TEXT = "Prices\nGallium rose. Bread was dear."
PAIR = Pair("What did gallium do?", TEXT, (Span(7, 20), Span(21, 36)))


def tokenizer():
    from transformers import AutoTokenizer

    from rag.models.embeddings.loading import bundled_path

    return AutoTokenizer.from_pretrained(bundled_path(), local_files_only=True)


def small_config():
    from transformers import BertConfig

    return BertConfig(
        hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    import torch
    from transformers import BertModel

    from rag.models.reader.network import ReaderNetwork
    from training.weights import save

    torch.manual_seed(0)
    network = ReaderNetwork(BertModel(small_config(), add_pooling_layer=False), 16)
    path = tmp_path_factory.mktemp("reader")
    save(network, tokenizer(), path)
    return path


def test_spans_of_characters_become_those_of_tokens():
    encoded = encode_pairs(tokenizer(), [PAIR], 64)[0]
    words = tokenizer().convert_ids_to_tokens(encoded.ids)
    rows = [words[start:end] for start, end in encoded.spans]
    assert rows == [["gall", "##ium", "rose", "."], ["bread", "was", "dear", "."]]


def test_a_sentence_behind_the_longest_input_has_no_tokens_and_answers_never(folder):
    far = "Filler words stand here. " * 100
    pair = Pair("What rose?", far + "Gallium rose.", (Span(0, 24), Span(len(far), len(far) + 13)))
    assert encode_pairs(tokenizer(), [pair], 64)[0].spans[1] == (0, 0)
    reading = open_reader(str(folder)).read([pair])[0]
    assert reading.sentences[1] == 0 < reading.sentences[0]


def test_a_trained_folder_scores_each_sentence_of_each_text_in_the_given_order(folder):
    reader = open_reader(str(folder))
    longer = Pair("What rose?", "Tin fell. Zinc fell. Gallium rose.", (Span(0, 9), Span(10, 20)))
    together = reader.read([longer, PAIR, longer])
    assert [reading.sentences.shape for reading in together] == [(2,), (2,), (2,)]
    alone = reader.read([PAIR])[0]
    assert np.allclose(together[1].sentences, alone.sentences, atol=0.02)
    assert together[1].answerable == pytest.approx(alone.answerable, abs=0.02)
    assert all(0 <= reading.answerable <= 1 for reading in together)


def test_nothing_to_read_is_nothing_read(folder):
    assert open_reader(str(folder)).read([]) == []


def test_a_folder_without_weights_is_named(tmp_path):
    (tmp_path / "config.json").write_text(json.dumps({"architectures": ["ReaderNetwork"]}))
    with pytest.raises(ModelError, match="RAG_READER"):
        open_reader(str(tmp_path)).read([PAIR])


def test_any_cross_encoder_reads(tmp_path):
    from transformers import BertForSequenceClassification

    config = small_config()
    config.num_labels = 1
    BertForSequenceClassification(config).save_pretrained(tmp_path)
    tokenizer().save_pretrained(tmp_path)
    reader = open_reader(str(tmp_path))
    reading = reader.read([PAIR])[0]
    assert reading.sentences.shape == (2,)
    assert reading.answerable == pytest.approx(float(reading.sentences.max()))


def test_a_cross_encoder_that_is_not_there_is_named_with_its_setting(tmp_path):
    with pytest.raises(ModelError, match="RAG_READER"):
        open_reader(str(tmp_path)).read([PAIR])

"""A cross-encoder's labels are read in the order that it gives; weights are drawn at random."""

import numpy as np
import pytest

from rag.errors import ModelError
from rag.models.entailment import EntailmentModel

pytestmark = pytest.mark.model


def folder_of(path, *labels):
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    from rag.models.embeddings.loading import bundled_path

    config = BertConfig(
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        id2label=dict(enumerate(labels)),
    )
    BertForSequenceClassification(config).save_pretrained(path)
    AutoTokenizer.from_pretrained(bundled_path(), local_files_only=True).save_pretrained(path)
    return str(path)


@pytest.mark.parametrize(
    "labels",
    [("contradiction", "entailment", "neutral"), ("ENTAILMENT", "Neutral", "CONTRADICTION")],
)
def test_the_greatest_output_is_read_by_its_label(tmp_path, labels):
    model = EntailmentModel(folder_of(tmp_path, *labels), "RAG_CHECKER")
    pair = ("Tin rose.", "Tin fell.")
    greatest = int(np.argmax(model._model.predict([pair], show_progress_bar=False)[0]))
    assert model.relation(*pair) == labels[greatest].lower()


@pytest.mark.parametrize(
    "labels", [("no", "yes"), ("LABEL_0", "LABEL_1", "LABEL_2"), ("entailment", "not_entailment")]
)
def test_a_model_with_other_outputs_is_an_error_that_names_them(tmp_path, labels):
    with pytest.raises(ModelError, match=f"{labels[0].lower()}.*RAG_CHECKER takes one"):
        EntailmentModel(folder_of(tmp_path, *labels), "RAG_CHECKER")


def test_what_cannot_be_loaded_is_an_error_that_names_the_setting(tmp_path):
    with pytest.raises(ModelError, match="RAG_CHECKER"):
        EntailmentModel(str(tmp_path), "RAG_CHECKER")

"""A multilingual embedding model by name, end to end, on a tiny one that is made here."""

import pytest

from rag import open_chain
from rag.ingest.pipeline import ingest
from rag.models.embeddings import open_embedder

pytestmark = pytest.mark.model
TEXT = "港口委员会星期一决定, 北码头从九月三日起关闭。修理费用为40万欧元。"
CARD = "---\nlanguage:\n- multilingual\n- zh\n- en\n---\nA model of no use.\n"


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """The folder of a model of one layer with random weights that reads character by character."""
    import torch
    from sentence_transformers import SentenceTransformer, models
    from tokenizers import Tokenizer, processors
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Split
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(1)
    folder = tmp_path_factory.mktemp("tiny")
    signs = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *sorted(set(TEXT + "什么时候是多少?"))]
    tokenizer = Tokenizer(WordLevel({sign: n for n, sign in enumerate(signs)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Split("", "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=128,
    )
    config = BertConfig(
        vocab_size=len(signs),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
    )
    BertModel(config).save_pretrained(folder / "bert")
    fast.save_pretrained(folder / "bert")
    layer = models.Transformer(str(folder / "bert"), max_seq_length=128)
    pooling = models.Pooling(layer.get_word_embedding_dimension())
    SentenceTransformer(modules=[layer, pooling], device="cpu").save(str(folder / "model"))
    (folder / "model" / "README.md").write_text(CARD)
    return str(folder / "model")


def test_a_question_in_its_language_is_searched_by_meaning_too(model, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "zh.md").write_text(f"# 北码头\n\n{TEXT}\n")
    embedder = open_embedder(model)
    assert not embedder.reads_english_only
    with open_chain(tmp_path / "home", llm="quotes", embedding_model=model) as chain:
        ingest([tmp_path / "docs"], chain.library, chain.embedder, 1_000_000)
        answer = chain.invoke("北码头什么时候关闭?")
    assert "九月三日" in answer.text
    assert answer.engine.dense != "none"
    assert not any("English only" in notice.message for notice in answer.notices)

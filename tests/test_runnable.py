"""The chain and the retriever keep LangChain's contracts."""

import asyncio
import gc
import json
from datetime import date

import pytest
from langchain_core.callbacks import BaseCallbackHandler, UsageMetadataCallbackHandler
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.runnables import RunnableLambda
from langchain_tests.integration_tests import RetrieversIntegrationTests

from rag.chain import DatelineChain, open_chain
from rag.errors import ConfigError
from rag.models.chat import ModelChoice, OpenedModel
from rag.models.embeddings import WordCountEmbedder
from rag.retriever import DatelineRetriever
from rag.schema import Answer, AnswerReady
from rag.settings import load_settings
from rag.storage import Library
from rag.storage.dense.index import VectorIndex
from tests.samples import SayingModel, document, put, quoting_chain

QUESTION = "Who confirmed the licences for magnets?"
DRAFT = "The ministry confirmed the licences for magnets [1]."


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    library = Library(tmp_path_factory.mktemp("home") / "library.sqlite3")
    documents = [
        document(
            f"licences-{month}",
            f"The ministry confirmed licences for magnets in round {month} of the year.",
            title=f"Licences, round {month}",
            day=f"2025-{month:02}-15",
            publisher="Gazette" if month % 2 else "The Daily",
        )
        for month in range(1, 9)
    ]
    put(library, WordCountEmbedder(), *documents)
    return library


@pytest.fixture
def chain(library):
    with quoting_chain(library) as opened:
        yield opened


@pytest.fixture
def drafting(library):
    """A chain whose model writes one sentence and counts its tokens."""
    index = VectorIndex(library, WordCountEmbedder().name, library.path.parent / "index")
    model = OpenedModel(SayingModel(pieces=(DRAFT,)), "saying")
    settings = load_settings(embedding_model="words", today=date(2026, 1, 1))
    choice = ModelChoice("saying", "test")
    with DatelineChain(library, index, WordCountEmbedder(), settings, model, choice) as opened:
        yield opened


class Recorder(BaseCallbackHandler):
    """Writes down which runs start under which, and the custom events."""

    def __init__(self):
        self.runs = {}
        self.events = []

    def on_chain_start(self, serialized, inputs, *, run_id, parent_run_id=None, **more):
        self.runs[run_id] = ("chain", more.get("name"), parent_run_id, more.get("tags"))

    def on_retriever_start(self, serialized, query, *, run_id, parent_run_id=None, **more):
        self.runs[run_id] = ("retriever", query, parent_run_id, more.get("tags"))

    def on_chat_model_start(self, serialized, messages, *, run_id, parent_run_id=None, **more):
        self.runs[run_id] = ("model", None, parent_run_id, more.get("tags"))

    def on_custom_event(self, name, data, *, run_id, **more):
        self.events.append((name, data))

    def parents(self, kind):
        return [self.runs[run[2]][:2] for run in self.runs.values() if run[0] == kind]


# -- stream, astream, transform ------------------------------------------------------------------


def test_a_stream_gives_the_answer(chain):
    assert [type(piece) for piece in chain.stream(QUESTION)] == [Answer]


def test_an_async_stream_gives_the_answer(chain):
    async def pieces():
        return [type(piece) async for piece in chain.astream(QUESTION)]

    assert asyncio.run(pieces()) == [Answer]


def test_a_model_that_streams_its_question_asks_one(chain):
    asking = FakeListChatModel(responses=[QUESTION]) | StrOutputParser() | chain
    answers = list(asking.stream("anything"))
    assert [answer.question for answer in answers] == [QUESTION]


def test_a_model_that_streams_its_question_asks_one_in_async_too(chain):
    asking = FakeListChatModel(responses=[QUESTION]) | StrOutputParser() | chain

    async def questions():
        return [answer.question async for answer in asking.astream("anything")]

    assert asyncio.run(questions()) == [QUESTION]


def test_the_next_step_gets_the_answer(chain):
    counting = chain | RunnableLambda(lambda answer: len(answer.statements))
    assert counting.invoke(QUESTION) == len(chain.invoke(QUESTION).statements)
    assert list(counting.stream(QUESTION)) == [counting.invoke(QUESTION)]


# -- config: child runs, tags, run name, usage, events -------------------------------------------


def test_retriever_and_model_are_child_runs(drafting):
    recorder = Recorder()
    config = {"callbacks": [recorder], "tags": ["newsroom"], "run_name": "morning"}
    drafting.invoke(QUESTION, config)
    assert recorder.parents("retriever") == [("chain", "morning")]
    assert recorder.parents("model") == [("chain", "morning")]
    assert {tuple(run[3]) for run in recorder.runs.values()} == {("newsroom",)}


def test_the_retriever_is_a_child_run_of_a_chain_without_a_model(chain):
    recorder = Recorder()
    chain.invoke(QUESTION, {"callbacks": [recorder]})
    assert recorder.parents("retriever") == [("chain", "dateline")]
    assert recorder.parents("model") == []


def test_usage_callbacks_fire(drafting):
    usage = UsageMetadataCallbackHandler()
    drafting.invoke(QUESTION, {"callbacks": [usage]})
    assert [counts["total_tokens"] for counts in usage.usage_metadata.values()] == [30]


def test_our_events_are_custom_events_in_order(drafting):
    recorder = Recorder()
    drafting.invoke(QUESTION, {"callbacks": [recorder]})
    names = [name for name, _ in recorder.events]
    assert names[0] == "sources_found"
    assert names[-1] == "answer_ready"
    assert {"quote_found", "statement_ready"} <= set(names)
    json.dumps([data for _, data in recorder.events])


def test_a_run_that_fails_says_so(chain):
    failures = []

    class Watch(BaseCallbackHandler):
        def on_chain_error(self, error, **more):
            failures.append(type(error))

    with pytest.raises(ConfigError):
        chain.invoke({"question": ""}, {"callbacks": [Watch()]})
    assert failures == [ConfigError]


def test_a_run_that_is_left_early_ends(drafting):
    ended = []

    class Watch(BaseCallbackHandler):
        def on_chain_end(self, outputs, **more):
            ended.append(outputs)

    events = drafting.events(QUESTION, {"callbacks": [Watch()]})
    next(events)
    assert ended == []
    events.close()
    assert ended == [None]


def test_astream_events_shows_retriever_model_and_our_events(drafting):
    async def kinds():
        return [
            (event["event"], event["name"])
            async for event in drafting.astream_events(QUESTION, version="v2")
        ]

    seen = asyncio.run(kinds())
    assert ("on_retriever_start", "dateline_retriever") in seen
    assert any(kind == "on_chat_model_stream" for kind, _ in seen)
    assert ("on_custom_event", "statement_ready") in seen
    assert seen[-1] == ("on_chain_end", "dateline")


def test_events_have_a_method_of_their_own(chain):
    events = list(chain.events(QUESTION))
    assert isinstance(events[-1], AnswerReady)
    assert events[-1].answer.text == chain.invoke(QUESTION).text


def test_async_events_are_the_same(chain):
    async def kinds():
        return [type(event) async for event in chain.aevents(QUESTION)]

    assert asyncio.run(kinds()) == [type(event) for event in chain.events(QUESTION)]


# -- schemas, tools, inputs -----------------------------------------------------------------------


def test_schemas_name_the_fields_of_a_question_and_of_an_answer(chain):
    asked = chain.get_input_schema().model_json_schema()["properties"]
    assert {"question", "history", "previous_answer", "as_of", "publishers"} <= set(asked)
    answered = chain.get_output_schema().model_json_schema()
    assert "statements" in json.dumps(answered)


def test_a_tool_has_arguments(chain):
    tool = chain.as_tool(name="ask_dateline", description="Ask the collection.")
    assert {"question", "as_of"} <= set(tool.args)
    assert tool.invoke({"question": QUESTION}).question == QUESTION


@pytest.mark.parametrize(
    "given",
    [
        QUESTION,
        {"question": QUESTION},
        {"input": QUESTION},
        {"input": {"question": QUESTION}},
        HumanMessage(QUESTION),
        [HumanMessage(QUESTION)],
        {"messages": [HumanMessage(QUESTION)]},
        {"input": [HumanMessage(QUESTION)]},
    ],
    ids=str,
)
def test_a_question_comes_in_any_of_the_usual_forms(chain, given):
    assert chain.invoke(given).question == QUESTION


def test_messages_before_the_question_are_its_conversation(chain):
    messages = [
        HumanMessage("Which licences are there?"),
        AIMessage("There are licences for magnets. There are others."),
        HumanMessage("And who confirmed the first one?"),
    ]
    searched = chain.invoke(messages).searched
    assert searched == "And who confirmed the first one? There are licences for magnets."


@pytest.mark.parametrize(
    "given", [None, 3, [], {"messages": [AIMessage("No.")]}, {"queestion": "x"}]
)
def test_what_is_no_question_is_an_error_that_says_so(chain, given):
    with pytest.raises(ConfigError, match="question"):
        chain.invoke(given)


# -- opening, closing, reading back ----------------------------------------------------------------


def test_a_chain_closes_with_its_block(library):
    home = library.path.parent
    with open_chain(home, llm="quotes", embedding_model="words") as chain:
        assert chain.invoke(QUESTION).status == "answered"


def test_a_chain_that_nobody_closed_keeps_the_index_from_no_one(library):
    home = library.path.parent
    first = open_chain(home, llm="quotes", embedding_model="words")
    index = first.index
    open_chain(home, llm="quotes", embedding_model="words").invoke(QUESTION)
    gc.collect()
    assert index.users == 1
    first.close()
    assert index.users == 0


@pytest.mark.parametrize(
    "question", [QUESTION, "Who won the cup final?", "What is new in May 2025?"]
)
def test_an_answer_is_read_back_from_its_json(drafting, question):
    answer = drafting.invoke(question)
    record = json.loads(json.dumps(answer.to_dict()))
    again = Answer.from_dict(record)
    assert again.to_dict() == record
    assert again.statements == answer.statements
    assert again.text == answer.text


def test_an_answer_of_an_older_version_is_read_back(chain):
    record = chain.invoke("Who confirmed licences in May 2025?").to_dict()
    record["heard"] = record.pop("expressions")
    assert Answer.from_dict(record).expressions.window == "in May 2025"


# -- the retriever ---------------------------------------------------------------------------------


class TestStandard(RetrieversIntegrationTests):
    """LangChain's own tests for retrievers."""

    @pytest.fixture(autouse=True)
    def opened(self, chain):
        self.chain = chain

    @property
    def retriever_constructor(self):
        return DatelineRetriever

    @property
    def retriever_constructor_params(self):
        return {"chain": self.chain}

    @property
    def retriever_query_example(self):
        return QUESTION


def test_filters_are_fields_of_the_retriever(chain):
    retriever = DatelineRetriever(chain=chain, publishers=["Gazette"], as_of=date(2025, 4, 1))
    found = {document.metadata["published"] for document in retriever.invoke(QUESTION)}
    assert found == {"2025-01-15", "2025-03-15"}


def test_filters_are_arguments_of_the_call_and_change_nothing_else(chain):
    retriever = chain.retriever
    found = retriever.invoke(QUESTION, since="2025-08-01")
    assert [document.metadata["published"] for document in found] == ["2025-08-15"]
    assert len(retriever.invoke(QUESTION)) > 1


def test_an_argument_that_is_unknown_is_an_error(chain):
    with pytest.raises(ConfigError, match="colour"):
        chain.retriever.invoke(QUESTION, colour="red")

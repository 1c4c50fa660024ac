"""`rag ask` and `rag search`."""

from __future__ import annotations

from typing import Any

import click

from rag.cli.options import given_options, open_filled_chain, report_errors, scope_options
from rag.cli.printing import indented, print_events, print_json
from rag.cli.terminal import echo
from rag.language.injection import without_commands
from rag.language.wording import provenance
from rag.schema import Passage


@click.command()
@click.argument("question")
@scope_options
@click.option(
    "--after",
    "history",
    multiple=True,
    metavar="QUESTION",
    help="A question asked before, which this one may lean on; may be repeated.",
)
@click.option(
    "--ignore-time", is_flag=True, help="The times that the question names restrict nothing."
)
@click.option("--llm", help="Who writes the answer; RAG_LLM by default.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole answer as JSON.")
@report_errors
def ask(
    question: str,
    llm: str | None,
    as_json: bool,
    **fields: Any,  # noqa: ANN401 - the fields of `QuestionInput`
) -> None:
    """Answer a question with quotes, and with checked sentences where a model writes."""
    chain = open_filled_chain(llm)
    asked = {"question": question, **given_options(fields)}
    if as_json:
        print_json(chain.invoke(asked).to_dict())
    else:
        print_events(chain.events(asked))


@click.command()
@click.argument("query")
@scope_options
@click.option(
    "-k",
    "limit",
    default=8,
    show_default=True,
    type=click.IntRange(1, 100),
    help="How many passages.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the passages as JSON.")
@report_errors
def search(
    query: str,
    limit: int,
    as_json: bool,
    **scope: Any,  # noqa: ANN401 - the options of `scope_options`
) -> None:
    """Show the passages that retrieval finds, without an answer."""
    from rag.query.input import QuestionInput

    chain = open_filled_chain("quotes")
    question = QuestionInput.of({"question": query, **given_options(scope)})
    passages = chain.find(question, limit=limit).passages[:limit]
    if as_json:
        print_json([_passage_json(passage) for passage in passages])
        return
    for number, passage in enumerate(passages, start=1):
        _print_passage(number, passage)
    if not passages:
        echo("No passage matches.")


def _passage_json(passage: Passage) -> dict[str, Any]:
    return {
        "chunk_id": passage.chunk_id,
        "document_id": passage.document_id,
        "start": passage.span.start,
        "end": passage.span.end,
        "score": round(passage.score, 4),
        "title": passage.title,
        "publisher": passage.publisher,
        "published": passage.published.isoformat() if passage.published else None,
        "heading": passage.heading,
        "text": passage.text,
    }


def _print_passage(number: int, passage: Passage) -> None:
    known = provenance(passage.publisher, passage.published, passage.date_source)
    echo(f"{number}. {passage.title}", bold=True)
    echo(f"   {known} · score {passage.score:.2f} · {passage.document_id}")
    echo(indented(without_commands(passage.text, passage.above), "   "))

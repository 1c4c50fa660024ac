"""`rag ask` and `rag search`."""

from __future__ import annotations

from typing import Any

import click

from rag.cli.options import chain_of, given, reported, scoped
from rag.cli.printing import indented, print_answer, print_json, provenance


@click.command()
@click.argument("question")
@scoped
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
@reported
def ask(question: str, llm: str | None, as_json: bool, **fields: Any) -> None:  # noqa: ANN401 - the fields of `QuestionInput`
    """Answer a question with verified quotes."""
    answer = chain_of(llm).invoke({"question": question, **given(fields)})
    if as_json:
        print_json(answer.to_dict())
    else:
        print_answer(answer)


@click.command()
@click.argument("query")
@scoped
@click.option(
    "-k",
    "limit",
    default=8,
    show_default=True,
    type=click.IntRange(1, 100),
    help="How many passages.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the passages as JSON.")
@reported
def search(query: str, limit: int, as_json: bool, **scope: Any) -> None:  # noqa: ANN401
    """Show the passages that retrieval finds, without an answer."""
    from rag.query.input import QuestionInput

    findings = chain_of("quotes").find(
        QuestionInput.of({"question": query, **given(scope)}), limit=limit
    )
    passages = findings.passages[:limit]
    if as_json:
        print_json(
            [
                {"chunk_id": p.chunk_id, "document_id": p.document_id, "start": p.span.start, "end": p.span.end, "score": round(p.score, 4),
                 "title": p.title, "publisher": p.publisher, "published": p.published.isoformat() if p.published else None, "heading": p.heading, "text": p.text}
                for p in passages
            ]
        )  # fmt: skip
        return
    for number, passage in enumerate(passages, start=1):
        click.secho(f"{number}. {passage.title}", bold=True)
        click.echo(
            f"   {provenance(passage.publisher, passage.published, passage.date_source)} · score {passage.score:.2f} · {passage.document_id}"
        )
        click.echo(indented(passage.text, "   "))
    if not passages:
        click.echo("No passage matches.")

"""Run one eval, `python -m evals NAME --data DIR [--json]`, or `gate`, the floors of fast ones."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, NamedTuple

import click

from evals import (
    abstain,
    answers,
    changes,
    chunking,
    citations,
    conflicts,
    corpus,
    dense_recall,
    drafts,
    duplicates,
    evidence,
    extract,
    followups,
    formats,
    gate,
    inject,
    planting,
    policy,
    relations,
    retrieval,
    speed,
    timeline,
    when,
)
from evals.harness import Result, Row, versions_of, write_rows
from rag.errors import DatelineError
from rag.models.embeddings import DEFAULT_MODEL, open_embedder

CORPUS = Path("corpus")


class Eval(NamedTuple):
    """One eval and what it needs.

    Args:
        run: takes the folder and, when `embeds`, the embedder, and gives the rows.
        help: one sentence for the command line.
        embeds: whether it needs an embedding model.
        default: its folder, where it has one of its own.
        files: those of the folder, or elsewhere, whose digests are printed.
        harmonic: measures that are the harmonic mean of two means.
    """

    run: Callable[..., Iterable[Row]]
    help: str
    embeds: bool = True
    default: Path | None = None
    files: tuple[str, ...] = ("documents.jsonl", "queries.jsonl")
    harmonic: Mapping[str, tuple[str, str]] = MappingProxyType({})


def _eval(module: ModuleType, **options: Any) -> Eval:  # noqa: ANN401 - the fields of `Eval`
    """Return the eval of a module with its docstring as help."""
    return Eval(module.run, module.__doc__ or "", **options)


def _on_corpus(module: ModuleType, gold: Path, embeds: bool = True) -> Eval:
    """Return an eval on the sample collection with gold of our own."""
    files = ("manifest.jsonl", str(gold.resolve()))
    return _eval(module, embeds=embeds, default=CORPUS, files=files)


EVALS = {
    "abstain": _eval(abstain),
    "answers": _eval(answers, files=("questions.jsonl",)),
    "changes": _on_corpus(changes, changes.CASES),
    "chunking": _eval(chunking),
    "citations": _eval(citations, embeds=False),
    "conflicts": _on_corpus(conflicts, conflicts.CASES),
    "corpus": _on_corpus(corpus, corpus.QUESTIONS),
    "drafts": _eval(drafts, embeds=False, files=("turns.jsonl", "statements.jsonl")),
    "duplicates": _eval(
        duplicates, embeds=False, files=("documents.jsonl", "near_duplicate_pairs.jsonl")
    ),
    "evidence": _eval(evidence),
    "extract": _eval(
        extract,
        embeds=False,
        default=extract.PAGES,
        files=("truth.jsonl",),
        harmonic=extract.HARMONIC,
    ),
    "dense": _eval(dense_recall, files=("documents.jsonl",)),
    "followups": _eval(followups),
    "formats": _eval(formats, embeds=False, files=()),
    "inject": _eval(inject, files=("attacks.jsonl", str(planting.ATTACKS))),
    "policy": _eval(policy),
    "relations": _on_corpus(relations, relations.CASES, embeds=False),
    "retrieval": _eval(retrieval),
    "speed": _eval(speed, files=("documents.jsonl",)),
    "time": _on_corpus(when, when.PHRASINGS),
    "timeline": _on_corpus(timeline, timeline.GOLD),
}
# The fast ones that need no outside data: those with floors.
GATED = ("corpus", "conflicts", "extract", "relations", "timeline", "changes", "time")


def measure(name: str, data: Path, model: str, **options: object) -> Result:
    """Run one eval on one folder, with options of its own."""
    entry = EVALS[name]
    embedder = open_embedder(model) if entry.embeds else None
    started = time.monotonic()
    given = (data, embedder) if entry.embeds else (data,)
    rows = tuple(entry.run(*given, **options))
    seconds = time.monotonic() - started
    versions = versions_of(embedder, *(data / file for file in entry.files))
    return Result(name, data.resolve().name, rows, seconds, versions, entry.harmonic)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Measure Dateline on data folders: documents.jsonl and queries.jsonl, or the eval's own."""


def _command(name: str) -> click.Command:
    @click.option(
        "--data",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        required=EVALS[name].default is None,
        default=EVALS[name].default,
        help="Folder of the data.",
    )
    @click.option("--model", default=DEFAULT_MODEL, show_default=True, help="Embedding model.")
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
    @click.option(
        "--rows",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write per-question results as JSON Lines.",
    )
    @click.option("--worst", type=int, default=0, help="Print so many of the lowest, too.")
    def command(
        data: Path,
        model: str,
        as_json: bool,
        rows: Path | None,
        worst: int,
        **options: object,
    ) -> None:
        try:
            result = measure(name, data, model, **options)
        except DatelineError as error:
            click.echo(f"evals: {error}", err=True)
            sys.exit(2)
        if rows:
            write_rows(result.rows, rows)
        print(json.dumps(result.to_dict(), ensure_ascii=False) if as_json else result.table())
        for query, score in result.lowest(worst):
            print(f"  {score:.3f}  {query}")

    return click.command(name, help=EVALS[name].help)(command)


for _name in EVALS:
    main.add_command(_command(_name))
_FILE = click.Path(dir_okay=False, path_type=Path)
main.commands["drafts"].params += [
    click.Option(
        ["--export", "prompts"],
        type=_FILE,
        help="Write the prompts, draft and check, that have no answer yet.",
    ),
    click.Option(["--import", "answers"], type=_FILE, help="Score what a model answered to them."),
]


@main.command("gate")
@click.option("--update", is_flag=True, help="Raise the floors to what was found.")
@click.option(
    "--allow-regression",
    metavar="REASON",
    help="Set the floors to what was found, lower ones too; say why in CHANGELOG.md.",
)
def gate_command(update: bool, allow_regression: str | None) -> None:
    """Check the fast evals against their floors (evals/floors.json)."""
    misplaced = [
        problem
        for module in (corpus, relations, timeline, changes)
        for problem in module.misplaced_quotes(CORPUS)
    ]
    for problem in misplaced:
        print(f"question set: {problem}")
    found: dict[str, gate.Figure] = {}
    for name in GATED:
        result = measure(name, EVALS[name].default or CORPUS, DEFAULT_MODEL)
        print(result.table())
        found |= gate.flatten(result)
    # What other readers find has no floor.
    others = tuple(f"/{system}/" for system in (*extract.READERS, "oracle") if system != "dateline")
    found = {
        name: figure for name, figure in found.items() if not any(other in name for other in others)
    }
    data = gate.data_digest(CORPUS, gate.QUESTIONS, extract.PAGES)
    if allow_regression:
        gate.save(data, found)
        print(f"floors set, because: {allow_regression}")
    elif update:
        gate.save(data, gate.raised(found, gate.load()[1]))
    known, floors = gate.load()
    fallen = gate.falls(found, floors)
    for fall in fallen:
        print(f"FELL  {fall.measure}: {fall.found:.4f}, floor {fall.floor:.4f}")
    if known != data:
        print("the data has changed since the floors were set; run `python -m evals gate --update`")
    sys.exit(1 if fallen or misplaced or known != data else 0)


if __name__ == "__main__":
    main()

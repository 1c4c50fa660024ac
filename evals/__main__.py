"""`python -m evals NAME --data DIR [--json]`: run one eval, or `gate` for the floors under the fast ones."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import click

from evals import (
    chunking,
    corpus,
    dense_recall,
    duplicates,
    evidence,
    extract,
    followups,
    formats,
    gate,
    policy,
    retrieval,
    speed,
    when,
)
from evals.harness import Result, Row, versions_of, write_rows
from rag.errors import DatelineError
from rag.models.embeddings import DEFAULT_MODEL, open_embedder

CORPUS = Path("corpus")


class Eval(NamedTuple):
    """One eval: `run` takes the folder, and the embedder unless `asks` is False; `default` is its folder where it has one of its own.

    `files` are those of the folder, or elsewhere, whose digests are printed; `harmonic` are measures made of two means.
    """

    run: Callable[..., Iterable[Row]]
    help: str
    asks: bool = True
    default: Path | None = None
    files: tuple[str, ...] = ("documents.jsonl", "queries.jsonl")
    harmonic: Mapping[str, tuple[str, str]] = MappingProxyType({})


EVALS = {
    "retrieval": Eval(retrieval.run, retrieval.__doc__ or ""),
    "chunking": Eval(chunking.run, chunking.__doc__ or ""),
    "evidence": Eval(evidence.run, evidence.__doc__ or ""),
    "corpus": Eval(
        corpus.run,
        corpus.__doc__ or "",
        default=CORPUS,
        files=("manifest.jsonl", str(corpus.QUESTIONS.resolve())),
    ),
    "followups": Eval(followups.run, followups.__doc__ or ""),
    "policy": Eval(policy.run, policy.__doc__ or ""),
    "extract": Eval(
        extract.run,
        extract.__doc__ or "",
        asks=False,
        default=extract.PAGES,
        files=("truth.jsonl",),
        harmonic=extract.HARMONIC,
    ),
    "formats": Eval(formats.run, formats.__doc__ or "", asks=False, files=()),
    "duplicates": Eval(
        duplicates.run,
        duplicates.__doc__ or "",
        asks=False,
        files=("documents.jsonl", "near_duplicate_pairs.jsonl"),
    ),
    "dense": Eval(dense_recall.run, dense_recall.__doc__ or "", files=("documents.jsonl",)),
    "speed": Eval(speed.run, speed.__doc__ or "", files=("documents.jsonl",)),
    "time": Eval(
        when.run,
        when.__doc__ or "",
        default=CORPUS,
        files=("manifest.jsonl", str(when.PHRASINGS.resolve())),
    ),
}


def measure(name: str, data: Path, model: str) -> Result:
    """Run one eval on one folder."""
    entry = EVALS[name]
    embedder = open_embedder(model) if entry.asks else None
    started = time.monotonic()
    rows = tuple(entry.run(data, embedder) if entry.asks else entry.run(data))
    versions = versions_of(embedder, *(data / file for file in entry.files))
    return Result(
        name, data.resolve().name, rows, time.monotonic() - started, versions, entry.harmonic
    )


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Measure Dateline. Data folders hold documents.jsonl and queries.jsonl; some have their own."""


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
    def command(data: Path, model: str, as_json: bool, rows: Path | None) -> None:
        try:
            result = measure(name, data, model)
        except DatelineError as error:
            click.echo(f"evals: {error}", err=True)
            sys.exit(2)
        if rows:
            write_rows(result.rows, rows)
        print(json.dumps(result.to_dict(), ensure_ascii=False) if as_json else result.table())

    return click.command(name, help=EVALS[name].help)(command)


for _name in EVALS:
    main.add_command(_command(_name))


@main.command("gate")
@click.option("--update", is_flag=True, help="Raise the floors to what was found.")
@click.option(
    "--allow-regression",
    metavar="REASON",
    help="Set the floors to what was found, lower ones too; say why in CHANGELOG.md.",
)
def gate_command(update: bool, allow_regression: str | None) -> None:
    """Check the fast evals against their floors (evals/floors.json)."""
    wrong = corpus.misplaced_quotes(CORPUS)
    for line in wrong:
        print(f"question set: {line}")
    results = [
        measure("corpus", CORPUS, DEFAULT_MODEL),
        measure("extract", extract.PAGES, DEFAULT_MODEL),
    ]
    for result in results:
        print(result.table())
    found = {
        name: figure
        for result in results
        for name, figure in gate.flatten(result).items()
        if "/trafilatura/" not in name
    }
    data = gate.data_digest(CORPUS, corpus.QUESTIONS, extract.PAGES)
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
    sys.exit(1 if fallen or wrong or known != data else 0)


if __name__ == "__main__":
    main()

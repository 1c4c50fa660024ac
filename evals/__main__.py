"""`python -m evals NAME --data DIR [--json]`: run one eval, or `gate` for the floors under the fast ones."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import click

from evals import corpus, evidence, extract, gate, retrieval
from evals.harness import Result, versions_of, write_rows
from rag.embed import DEFAULT_MODEL, open_embedder
from rag.errors import DatelineError

EVALS = {"retrieval": retrieval, "evidence": evidence, "corpus": corpus, "extract": extract}
CORPUS = Path("corpus")
DEFAULT_DATA = {"corpus": CORPUS, "extract": extract.PAGES}


def measure(name: str, data: Path, model: str) -> Result:
    """Run one eval on one folder."""
    if name == "extract":  # no question is asked, so no model is loaded
        started = time.monotonic()
        rows = tuple(extract.run(data))
        return Result(name, data.name, rows, time.monotonic() - started, versions_of(None, data / "truth.jsonl"), extract.HARMONIC)
    embedder = open_embedder(model)
    started = time.monotonic()
    rows = tuple(EVALS[name].run(data, embedder))
    files = (data / "documents.jsonl", data / "queries.jsonl", *([corpus.QUESTIONS] if name == "corpus" else []))
    return Result(name, data.name, rows, time.monotonic() - started, versions_of(embedder, *files))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Measure Dateline. Data folders hold documents.jsonl and queries.jsonl; `corpus` and `extract` have their own data."""


def _command(name: str) -> click.Command:
    @click.option(
        "--data",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        required=name not in DEFAULT_DATA,
        default=DEFAULT_DATA.get(name),
        help="Folder of the data.",
    )
    @click.option("--model", default=DEFAULT_MODEL, show_default=True, help="Embedding model.")
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
    @click.option("--rows", type=click.Path(dir_okay=False, path_type=Path), help="Write per-question results as JSON Lines.")
    def command(data: Path, model: str, as_json: bool, rows: Path | None) -> None:
        try:
            result = measure(name, data, model)
        except DatelineError as error:
            click.echo(f"evals: {error}", err=True)
            sys.exit(2)
        if rows:
            write_rows(result.rows, rows)
        print(json.dumps(result.to_dict(), ensure_ascii=False) if as_json else result.table())

    return click.command(name, help=(EVALS[name].__doc__ or "").strip())(command)


for _name in EVALS:
    main.add_command(_command(_name))


@main.command("gate")
@click.option("--update", is_flag=True, help="Raise the floors to what was found.")
@click.option("--allow-regression", metavar="REASON", help="Set the floors to what was found, lower ones too; say why in CHANGELOG.md.")
def gate_command(update: bool, allow_regression: str | None) -> None:
    """Check the fast evals against their floors (evals/floors.json)."""
    wrong = corpus.misplaced_quotes(CORPUS)
    for line in wrong:
        print(f"question set: {line}")
    result = measure("corpus", CORPUS, DEFAULT_MODEL)
    print(result.table())
    found, data = gate.flatten(result), gate.data_digest(CORPUS, corpus.QUESTIONS)
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

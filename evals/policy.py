"""`policy`: who amended, revoked or superseded an order, asked of the whole chain.

The documents are records as users have them; where nobody did, a refusal is right.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from evals.harness import CACHE, Row, read_jsonl
from rag import legal
from rag.chain import DatelineChain, open_chain
from rag.ingest.chunking import CHUNKING
from rag.ingest.pipeline import store
from rag.language import lexicon
from rag.models.embeddings import Embedder
from rag.readers import READER, read_all
from rag.schema import PART_MARK, Answer, Document, Span
from rag.storage import Library, identifier
from rag.storage.migrations import SCHEMA_VERSION

_RULES = Path(legal.__file__).parent
_LEXICON = Path(lexicon.__file__).parent
# What a question's type asks for. The Register lists the continuation of what an order set up among
# its amendments at some times and not at others, and the revocation of a part among either, so both
# may be shown for an amendment and neither is asked for.
_ASKED = {"amend": ("amends",), "revoke": ("revokes",)}
_ALSO: dict[str, tuple[str, ...]] = {"amend": ("extends", "revokes"), "revoke": ()}


def run(folder: Path, embedder: Embedder) -> Iterable[Row]:
    """Ask every question with no language model; the measures are shares of questions.

    - `hit@1`: the first source is a gold document.
    - `answer`: every gold document is cited by a quote, and every quote of another document is one
      that does not do what is asked to the act.
    - `citation`: the first excerpt comes from a gold document and holds a sentence that does to the
      act what is asked, or stands above its list.
    - `refusal`: an unanswerable question is refused. `refused_answerable` counts the others that
      are.
    """
    documents = read_documents(folder)
    chain = open_records(folder, documents, embedder)
    names = {
        identifier(document.key): document.origin.split(PART_MARK)[-1] for document in documents
    }
    texts = {document.origin.split(PART_MARK)[-1]: document for document in documents}
    for query in read_jsonl(folder / "queries.jsonl"):
        answer = chain.invoke(query["query"])
        yield Row(
            query["query_id"],
            "quotes",
            _scores(query, answer, names, texts),
            _details(query, answer, names),
        )
    chain.close()


def read_documents(folder: Path) -> list[Document]:
    """Read the records of a folder."""
    path = folder / "documents.jsonl"
    return [
        found for found in read_all(path.read_bytes(), path.name) if isinstance(found, Document)
    ]


def open_records(folder: Path, documents: list[Document], embedder: Embedder) -> DatelineChain:
    """Open the chain over a library of records, kept for the next run with the same data and model.

    Relations are read anew when their rules changed.
    """
    digest = hashlib.sha256(
        (folder / "documents.jsonl").read_bytes()
        + f"{embedder.name} {CHUNKING} {READER} {SCHEMA_VERSION}".encode()
    ).hexdigest()[:12]
    home = CACHE / f"policy-{digest}"
    library = Library(home / "library.sqlite3")
    rules = hashlib.sha256(
        "".join(
            path.read_text()
            for path in (*sorted(_RULES.glob("*.py")), *sorted(_LEXICON.glob("*.toml")))
        ).encode()
    ).hexdigest()
    if library.facts.recall("relations") != rules:  # vectors that are there are not made again
        with library.writing():
            for start in range(0, len(documents), 64):
                print(
                    f"\r{folder.name}: {start:,} of {len(documents):,} documents",
                    end="",
                    file=sys.stderr,
                )
                store(documents[start : start + 64], library, embedder)
        print("\r" + " " * 60 + "\r", end="", file=sys.stderr)
        library.vectors.settle_model(embedder.name)
        library.facts.remember("relations", rules)
    return open_chain(
        home,
        llm="quotes",
        embedding_model="words" if embedder.name.startswith("words") else embedder.name,
    )


def _scores(
    query: Mapping[str, Any],
    answer: Answer,
    names: Mapping[str, str],
    texts: Mapping[str, Document],
) -> dict[str, float]:
    refused = answer.abstention is not None
    if not query["answerable"]:
        return {"refusal": float(refused)}
    gold, act = set(query["gold_docs"]), _act(query)
    cited = [
        (names[citation.document_id], citation)
        for statement in answer.statements
        for citation in statement.citations
    ]
    wrong = [
        name
        for name, citation in cited
        if name not in gold and _ASKED[query["type"]][0] in _done(texts[name], citation.span, act)
    ]
    first = cited[0] if cited else None
    return {
        "refused_answerable": float(refused),
        "hit@1": float(bool(answer.sources) and names[answer.sources[0].document_id] in gold),
        "answer": float(gold <= {name for name, _ in cited} and not wrong),
        "citation": float(
            bool(
                first
                and first[0] in gold
                and _done(texts[first[0]], first[1].span, act)
                & {*_ASKED[query["type"]], *_ALSO[query["type"]]}
            )
        ),
    }


def _done(document: Document, quoted: Span, act: str) -> set[str]:
    """Return what the sentences of an excerpt do to an act, or those that it leads in."""
    declared = legal.read_declarations(document.title, document.text, document.kind).relations
    return {
        item.kind
        for item in declared
        if item.act.key == act
        and any(quoted.start <= part.start < quoted.end for part in (item.span, item.lead) if part)
    }


def _act(query: Mapping[str, Any]) -> str:
    named = re.search(r"Executive Order (\d+)", query["query"])
    return f"executive order {named[1]}" if named else ""


def _details(query: Mapping[str, Any], answer: Answer, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "type": query["type"],
        "query": query["query"],
        "gold": query.get("gold_docs", []),
        "cited": [names[source.document_id] for source in answer.sources],
        "reason": answer.abstention.message if answer.abstention else None,
        "shown": [statement.text for statement in answer.statements],
    }

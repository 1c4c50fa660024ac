"""Answer questions about news and policy documents, each sentence a quote or backed by one.

    from rag import open_chain

    with open_chain() as chain:
        answer = chain.invoke("Who confirmed that China issued licences to Indian companies?")

Importing this package loads nothing heavy; `open_chain` loads what it needs when it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.chain import DatelineChain as DatelineChain
    from rag.chain import open_chain as open_chain
    from rag.errors import DatelineError as DatelineError
    from rag.retriever import DatelineRetriever as DatelineRetriever
    from rag.schema import Answer as Answer

_MODULES = {
    "Answer": "schema",
    "DatelineChain": "chain",
    "DatelineError": "errors",
    "DatelineRetriever": "retriever",
    "open_chain": "chain",
}

__all__ = ["Answer", "DatelineChain", "DatelineError", "DatelineRetriever", "open_chain"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the module protocol of PEP 562
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"rag.{_MODULES[name]}"), name)

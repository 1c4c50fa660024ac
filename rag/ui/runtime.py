"""Open the library, the index and the chain once, for all visitors of the page."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from rag.errors import DatelineError, LibraryBusy
from rag.settings import Settings, load_settings
from rag.storage import Library

if TYPE_CHECKING:
    from rag.chain import DatelineChain
    from rag.ingest.pipeline import Step

_BUSY_PAUSE_SECONDS = 2.0


class Runtime:
    """The open library, and a chain that becomes ready after a while.

    Importing torch takes seconds: it happens in a thread.

    Attributes:
        waiting_for: what is being loaded until the chain is ready.
        trouble: why it never will be, or "".
        reprocessing: what an older program left and how far its reprocessing is, or "".
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.library = Library(settings.home / "library.sqlite3")
        self.waiting_for = "the embedding model"
        self.trouble = ""
        self.reprocessing = ""
        self._chain: DatelineChain | None = None
        self._ready = threading.Event()
        threading.Thread(target=self._load, daemon=True).start()

    @property
    def is_ready(self) -> bool:
        """Return whether loading has ended, with a chain or with an error."""
        return self._ready.is_set()

    def chain(self) -> DatelineChain:
        """Return the chain; wait until it is loaded.

        Raises:
            DatelineError: it could not be loaded.
        """
        self._ready.wait()
        if self._chain is None:
            raise DatelineError(self.trouble)
        return self._chain

    def _load(self) -> None:
        try:
            from rag.chain import open_chain

            chain = open_chain()
            chain.embedder.embed_question("Is everything loaded?")
            self.waiting_for = "the vector index"
            chain.index.refresh()
            self._chain = chain
        except DatelineError as error:
            self.trouble = str(error)
        finally:
            self._ready.set()
        if self._chain is not None and self._chain.outdated:
            self._reprocess(self._chain)

    def _reprocess(self, before: DatelineChain) -> None:
        """Remake what is outdated while the chain goes on answering, then answer from the new."""
        from rag.chain import open_chain
        from rag.ingest.reprocess import outdated, reprocess
        from rag.models.embeddings import open_embedder

        self._wait_for_ingest()
        embedder = open_embedder(self.settings.embedding_model)
        self.reprocessing = outdated(self.library, embedder).reasons
        try:
            reprocess(self.library, embedder, self.settings.max_bytes, self._note)
            self._chain = open_chain()
            before.close()
        except LibraryBusy:
            pass  # another process is at it
        except DatelineError as error:
            self.trouble = str(error)
        finally:
            self.reprocessing = ""

    def _wait_for_ingest(self) -> None:
        """Let `rag serve PATH` finish its ingest, which began before the page did."""
        while self.library.is_busy():
            time.sleep(_BUSY_PAUSE_SECONDS)

    def _note(self, step: Step) -> None:
        reasons = self.reprocessing.split(" · ")[0]
        self.reprocessing = f"{reasons} · {step.stage} {step.done:,} of {step.total:,}"


def open_runtime() -> Runtime:
    """Open a runtime by the settings of the environment.

    Raises:
        DatelineError: the settings or the library cannot be used.
    """
    return Runtime(load_settings())

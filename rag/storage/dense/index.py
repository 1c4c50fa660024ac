"""Dense search over one library: Chroma where it can serve, else exact cosine, and why."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rag.errors import IndexUnusable
from rag.models.embeddings import Vectors
from rag.schema import Hit, Scope
from rag.storage.dense.chroma import ChromaIndex
from rag.storage.dense.exact import ExactIndex
from rag.storage.dense.protocol import DenseHits, DenseIndex, Numbers
from rag.storage.library import Library

_log = logging.getLogger(__name__)
# When less than this share of the vectors may answer, comparing exactly those is both faster and
# complete.
_SELECTIVE_SHARE = 0.5
# More vectors than this are added behind the scenes, while exact search answers.
_ADDED_AT_ONCE = 5_000
# No number of changes: the next call looks at the library again.
_NOT_SEEN = -1


# The indexes of this process that are open, by folder and model: Chroma's files have one owner.
_OPEN: dict[tuple[Path, str], VectorIndex] = {}
_OPENING = threading.Lock()


def open_index(library: Library, model: str, folder: Path) -> VectorIndex:
    """Open the dense index of a library, the same one for every caller in this process.

    Each caller closes it; the last one gives it up.
    """
    key = (folder.resolve(), model)
    with _OPENING:
        index = _OPEN.get(key)
        if index is None:
            index = _OPEN[key] = VectorIndex(library, model, folder)
        else:
            index.users += 1
        return index


class VectorIndex:
    """Dense search that always answers. Safe to share between threads.

    `users` counts those that have it open; it is given up when the last of them closes it.

    Args:
        library: the truth.
        model: name of the embedding model whose vectors are searched.
        folder: where Chroma's files live; made when missing.
    """

    def __init__(self, library: Library, model: str, folder: Path) -> None:
        self.users = 1
        self._library = library
        self._folder = folder.resolve()
        self._model = model
        self._exact = ExactIndex(library, model)
        self._chroma = ChromaIndex(self._exact, model, folder)
        self._lock = threading.RLock()
        self._worker: threading.Thread | None = None
        self._is_serving = False
        self._trouble = "not opened yet"
        self._seen_change = _NOT_SEEN

    def search(self, vector: Vectors, scope: Scope, limit: int) -> DenseHits:
        """Return the chunks within `scope` nearest to a unit vector of shape (d,), best first."""
        with self._lock:
            self.refresh()
            allowed = self._exact.allowed(scope)
            wanted = min(limit, len(allowed))
            if wanted and self._is_wide(allowed):
                hits = self._ask_chroma(vector, allowed, limit)
                if len(hits) >= wanted:
                    return DenseHits(hits, "chroma")
            return DenseHits(self._exact.nearest(vector, allowed, limit), self._exact_reason())

    def vectors_of(self, numbers: Sequence[int]) -> Vectors:
        """Return the vectors of some chunks, shape (n, d); a row of zeros where there is none."""
        with self._lock:
            return self._exact.vectors_of(numbers)

    def refresh(self) -> None:
        """Bring both indexes in step with the library: cheap when nothing has changed."""
        with self._lock:
            change = self._library.database.change_count()
            if change == self._seen_change:
                return
            self._exact.refresh()
            self._seen_change = change
            if self._worker is not None and self._worker.is_alive():
                # What was committed since the work began is looked at after it.
                self._seen_change = _NOT_SEEN
                return
            try:
                self._chroma.own()
                self._catch_up()
            except IndexUnusable as trouble:
                self._give_up(str(trouble))

    def missing(self) -> int:
        """Return how many chunks that answer have no vector, and are found by their words only."""
        with self._lock:
            self.refresh()
            visible = self._library.visibility.visible_numbers(Scope())
            return len(visible) - len(self._exact.allowed(Scope()))

    def rebuild(self) -> int:
        """Build Chroma's files again from the library's vectors; return how many.

        Raises:
            IndexUnusable: another process owns the index, or its files cannot be written.
        """
        with self._lock:
            self._exact.refresh()
            try:
                self._is_serving = False
                count = self._chroma.rebuild()
            except IndexUnusable as trouble:
                self._seen_change = _NOT_SEEN  # the generation before may still serve
                raise IndexUnusable(
                    f"the vector index in {self._folder} cannot be built: {trouble}; "
                    "when that is mended run `rag library rebuild` again, "
                    "until then all vectors are compared"
                ) from trouble
            self._serve()
            return count

    def status(self) -> dict[str, Any]:
        """Return whether Chroma serves, with how many vectors, and why not."""
        with self._lock:
            self.refresh()
            held = self._chroma.status()
            return {
                "serving": "chroma" if self._is_serving else "exact",
                **held,
                **self._exact.status(),
                "agrees": self._is_serving and held["agrees"],
                "trouble": self._trouble,
            }

    def close(self) -> None:
        """Give the index up, so that another process can own it, unless others have it open."""
        with _OPENING:
            self.users -= 1
            if self.users > 0:
                return
            key = (self._folder, self._model)
            if _OPEN.get(key) is self:
                del _OPEN[key]
        worker = self._worker
        if worker is not None:
            worker.join()
        with self._lock:
            self._is_serving = False
            self._chroma.close()
            self._seen_change = _NOT_SEEN

    def _is_wide(self, allowed: Numbers) -> bool:
        is_wide = len(allowed) >= _SELECTIVE_SHARE * len(self._chroma.numbers)
        return self._is_serving and is_wide

    def _ask_chroma(self, vector: Vectors, allowed: Numbers, limit: int) -> list[Hit]:
        try:
            return self._chroma.nearest(vector, allowed, limit)
        except IndexUnusable as trouble:
            self._give_up(str(trouble))
            self._seen_change = _NOT_SEEN  # the next question tries again
            return []

    def _exact_reason(self) -> str:
        if self._is_serving or not self._trouble:
            return "exact"
        return f"exact ({self._trouble})"

    def _catch_up(self) -> None:
        """Open Chroma's files if they are sound, then add what is new or build others.

        Raises:
            IndexUnusable: Chroma's files cannot be written.
        """
        if not self._is_serving:
            try:
                self._chroma.open()
                self._serve()
            except IndexUnusable as trouble:
                self._give_up(str(trouble))
        is_stale = self._chroma.is_stale()
        to_add = len(self._exact.numbers) if is_stale else self._chroma.missing()
        if to_add > _ADDED_AT_ONCE:
            self._give_up(f"{to_add:,} vectors are being added to the index")
            self._work_behind(self._chroma.rebuild if is_stale else self._chroma.refresh)
        elif is_stale or to_add:
            self._chroma.refresh()
            self._serve()

    def _work_behind(self, work: Callable[[], object]) -> None:
        def run() -> None:
            try:
                work()
                self._serve()
            except IndexUnusable as trouble:
                self._give_up(str(trouble))

        self._worker = threading.Thread(target=run, daemon=True)
        self._worker.start()

    def _serve(self) -> None:
        self._is_serving, self._trouble = True, ""

    def _give_up(self, trouble: str) -> None:
        """Let exact search answer, and say why."""
        _log.info("dense search is answered by the library: %s", trouble)
        self._is_serving, self._trouble = False, trouble
        self._chroma.release()


__all__ = ["DenseHits", "DenseIndex", "Numbers", "VectorIndex", "open_index"]

"""Ask a checker in the background, while the next statement is being drafted."""

from __future__ import annotations

import threading
from concurrent.futures import Future

from langchain_core.runnables import RunnableConfig

from rag.answer.checking.checkers import Checker
from rag.models.metering import Meter
from rag.schema.checks import Claim, Judgement

# Calls at a time: a check takes about as long as a statement is drafted in.
_AT_ONCE = 4
# A checker that failed so often in a row is not asked again.
_MOST_FAILURES = 2


class Waiting:
    """The calls of a checker for one answer; `close` lets none begin that has not begun.

    Its threads are daemons: a call that runs on ends with its own time-out and holds nobody up.
    """

    def __init__(
        self,
        checker: Checker,
        timeout_seconds: float,
        meter: Meter,
        config: RunnableConfig | None,
    ) -> None:
        self.name = checker.name
        self._checker = checker
        self._timeout_seconds = timeout_seconds
        self._meter = meter
        self._config = config
        self._free = threading.BoundedSemaphore(_AT_ONCE)
        self._is_closed = threading.Event()
        self._failures = 0

    def ask(self, claim: Claim) -> Future[Judgement]:
        """Return what will be a checker's judgement."""
        future: Future[Judgement] = Future()
        threading.Thread(target=self._run, args=(claim, future), daemon=True).start()
        return future

    def close(self) -> None:
        """Begin no further call."""
        self._is_closed.set()

    def _run(self, claim: Claim, future: Future[Judgement]) -> None:
        with self._free:
            try:
                future.set_result(self._judge(claim))
            except BaseException as error:  # whoever waits is told
                future.set_exception(error)

    def _judge(self, claim: Claim) -> Judgement:
        if self._is_closed.is_set() or self._failures >= _MOST_FAILURES:
            return Judgement("unknown", "it failed before")
        judgement = self._checker.judge(claim, self._timeout_seconds, self._meter, self._config)
        self._failures = self._failures + 1 if judgement.verdict == "unknown" else 0
        return judgement

"""Ask whether its sources bear a statement, which words alone cannot settle."""

from rag.answer.checking.checkers import Checker, EntailmentChecker, ModelChecker, open_checker

__all__ = ["Checker", "EntailmentChecker", "ModelChecker", "open_checker"]

"""Find sources that disagree: different figures, days or states for one thing.

- `find`: compares the evidence of a question, each sentence with each
- `subject`: whether two sentences speak of what is asked; `reading` is what a sentence says,
  without who says it; `places` are compared within two sentences
- `figures` of `figure_claims` and `bounds`, `days`, `states` with `doers`: what differs
- `response`: whether the later one updates, corrects or disputes the earlier
- `message`: how the reader is told
"""

from rag.answer.conflicts.find import find_conflicts
from rag.answer.conflicts.message import conflict_message

__all__ = ["conflict_message", "find_conflicts"]

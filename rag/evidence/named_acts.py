"""Keep of a question that names acts only the evidence that is on them."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.schema import Evidence, Findings
from rag.storage import Library

# Evidence this close to the best is of about equal weight.
EQUAL_SHARE = 0.9


def keep_named_acts(library: Library, findings: Findings) -> Findings:
    """Return only evidence of the acts that a question names, or beside their numbers.

    Evidence of these acts comes first among what is about equally good. So an act that is not in
    the collection is never answered from another one.
    """
    acts = findings.question.acts
    if not acts or not findings.evidence:
        return findings
    keys = [act.key for act in acts]
    named = set(library.relations.documents_of(keys, findings.question.scope))
    number = "|".join(re.escape(act.number.split()[0]) for act in acts)
    cites = re.compile(rf"(?<![\w.])(?:{number})(?!\w)")

    def is_on_them(item: Evidence) -> bool:
        passage = item.passage
        around = f"{passage.title}\n{passage.heading}\n{passage.text}"
        return passage.document_id in named or bool(cites.search(around))

    kept = [item for item in findings.evidence if is_on_them(item)]
    if not kept:
        return replace(findings, evidence=())
    floor = EQUAL_SHARE * kept[0].score
    first = [item for item in kept if item.score >= floor and item.passage.document_id in named]
    others = [item for item in kept if item not in first]
    return replace(findings, evidence=(*first, *others))

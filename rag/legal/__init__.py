"""Read from texts the acts they cite, their own identity and their relations to other acts.

- `declarations`: a text becomes its identities and relations; the others are its steps
- `citations`, `series`, `acts`: where a text cites acts, family by family
- `skeletons`: a sentence in which each list of citations is one mark
- `effects`: what an act's own sentence does to the acts it cites
- `reported_effects`: what news and briefs report as done to acts
- `questions`: what a question asks of an act; `provisions`: a numbered part of an act
"""

from rag.legal.acts import title_key
from rag.legal.declarations import read_declarations

__all__ = ["read_declarations", "title_key"]

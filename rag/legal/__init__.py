"""Read from texts the acts they cite, their own identity and their relations to other acts.

- `declarations`: reads a text's identity and its relations to other acts; the next are its steps
- `identity`: the acts that a document is
- `citations`, `series`, `acts`: the acts that a text cites, family by family
- `claimed`: the claims of a text, sentence by sentence; `claims`: a claim as a value
- `skeletons`: a sentence in which each list of citations is one mark
- `effects`: the claims of an act's own sentence on the acts it cites
- `reported_effects`: the claims of news and briefs on acts
- `questions`: the request of a question on an act; `provisions`: a numbered part of an act
"""

from rag.legal.acts import title_key
from rag.legal.declarations import read_declarations

__all__ = ["read_declarations", "title_key"]

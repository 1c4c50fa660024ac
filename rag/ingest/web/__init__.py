"""Documents from the web.

`guard` says what may be contacted, `network` contacts nothing else, `fetch` asks politely.

Importing this package loads httpx; import it where it is used.
"""

from __future__ import annotations

from rag.ingest.web.fetch import Fetched, Fetcher
from rag.ingest.web.guard import Resolver, system_resolver

__all__ = ["Fetched", "Fetcher", "Resolver", "system_resolver"]

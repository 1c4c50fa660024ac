"""Search by vectors: Chroma on the normal path, exact cosine over the library where it cannot.

There are two because Chroma's files can be damaged by a process that is killed, so that they are
only a cache of the library's vectors, and something must answer, with the same contract, until they
are built again.
"""

"""Rights that a process that parses untrusted bytes gives up for good.

These are memory, processor time, files, other processes and the network.

The limits hold for any code, the hook for Python's own; what a system does not have is left out.
"""

from __future__ import annotations

import ctypes
import os
import sys
import time
from contextlib import suppress

_NO_NEW_PRIVILEGES = 38  # of prctl, Linux
_NEW_USER_AND_NETWORK = (
    0x10000000 | 0x40000000
)  # of unshare, Linux: a network without any connection
_MOST_FILES = 64
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "shutil.",
    "os.fork",
    "os.exec",
    "os.spawn",
    "os.posix_spawn",
    "os.system",
    "os.kill",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
    "os.chown",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def confine(megabytes: int) -> None:
    """Give up everything but reading files, computing within `megabytes`, and answering."""
    sys.dont_write_bytecode = True
    _cut_off()
    _limit("RLIMIT_AS", megabytes << 20)
    _limit("RLIMIT_NOFILE", _MOST_FILES)
    for name in (
        "RLIMIT_FSIZE",
        "RLIMIT_CORE",
    ):  # RLIMIT_NPROC would refuse threads too, and OpenBLAS ends a process without them
        _limit(name, 0)
    sys.addaudithook(_refuse)


def grant(seconds: float) -> None:
    """Let the process use so much more processor time; the system kills it after that."""
    _limit("RLIMIT_CPU", int(time.process_time() + seconds) + 1, is_final=False)


def _limit(name: str, most: int, is_final: bool = True) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    kind = getattr(resource, name, None)
    if kind is not None:
        with suppress(ValueError, OSError):  # lower already; macOS has no limit on addresses
            resource.setrlimit(kind, (most, most if is_final else resource.getrlimit(kind)[1]))


def _cut_off() -> None:
    """Give up privileges by other programs, and the network where the kernel lets anyone."""
    if sys.platform == "linux":
        system = ctypes.CDLL(None)
        system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        system.unshare(_NEW_USER_AND_NETWORK)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    writes = event == "open" and isinstance(arguments[2], int) and bool(arguments[2] & _WRITING)
    if writes or event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is nothing that a reader may do")

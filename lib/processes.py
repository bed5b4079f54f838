"""Which process of which machine somebody is: told from the database, asked about by others."""

import os
import socket
from pathlib import Path

HOST = socket.gethostname()


def born(pid: int) -> str:
    """When the process began, in the kernel's own count; empty where it ended or the system does not tell.

    Numbers of processes are given out again: one that began at another moment is another one.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    state, *facts = stat.rpartition(")")[2].split()
    return "" if state == "Z" else facts[18]  # a zombie has ended, and only its number is still taken


def is_there(pid: int, its_birth: str) -> bool:
    """Whether this process of this machine still runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's, but there
    return born(pid) == its_birth

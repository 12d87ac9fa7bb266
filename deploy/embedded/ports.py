"""On which ports do the embedded servers listen? Free ones of the loopback, kept while they stay free."""

import json
import random
import socket
from pathlib import Path

from deploy.embedded.whole_file import write_whole

HOST = "127.0.0.1"
# Below the ports the kernel hands to outgoing connections, so that none of those sits on ours.
FIRST, LAST = 20_000, 32_000


class Ports:
    """The ports of one data directory, remembered in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = _remembered(path)
        self._taken: set[int] = set()

    def take(self, name: str) -> int:
        """A free port for `name`: last time's if nobody else sits on it."""
        port = self._known.get(name)
        while port is None or port in self._taken or not is_free(port):
            port = random.randrange(FIRST, LAST)
        self._taken.add(port)
        if self._known.get(name) != port:
            self._known[name] = port
            write_whole(self._path, json.dumps(self._known, indent=1))
        return port


def _remembered(path: Path) -> dict[str, int]:
    """Last time's ports; none if that can't be read: others do as well."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        return {name: port for name, port in known.items() if isinstance(port, int)}
    except (FileNotFoundError, ValueError, AttributeError):
        return {}


def is_free(port: int) -> bool:
    """Could a server listen here now?"""
    with socket.socket() as probe:
        # As the servers do: a port still cooling down from the last run counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Does somebody listen here?"""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((HOST, port)) == 0

"""Can a process answer where it is told to? Asked before it begins, so that the setting is named."""

import socket

from cli.failure import Failure


def must_be_free(host: str, port: int) -> None:
    """Failure if there is no such host, or the port is another's, who would be taken for us."""
    try:
        for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            with socket.socket(family, kind, protocol) as probe:
                # As the web process does: a port still cooling down from the last run is free.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
    except OSError as refusal:
        why = f"cannot listen on {host}:{port} ({refusal.strerror})"
        other = "another --port (DOITHOAI_PORT), or 0 for any that is free, or --host (DOITHOAI_HOST)"
        raise Failure(f"{why}: name {other}") from None

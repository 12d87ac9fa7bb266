"""How does a process that answers HTTP end? As uvicorn does, and soon, whatever it still waits for."""

from types import FrameType

import uvicorn

from cli.last_resort import end_by_then


class Server(uvicorn.Server):
    """A server that is gone by and by once it is asked to stop."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Asked to stop: a database that stands still would keep each connection from being closed."""
        end_by_then()
        super().handle_exit(sig, frame)

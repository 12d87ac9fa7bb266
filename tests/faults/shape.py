"""How large is the platform of a campaign, and which processes are its services?"""

from dataclasses import dataclass

from deploy.embedded.ports import HOST


@dataclass(frozen=True, slots=True)
class Shape:
    """How large it is, and in what it differs from the platform that cities run."""

    brokers: int = 3
    replicas: int = 2
    """Of each service."""
    mutant: str | None = None
    """The module of the one that all services are."""
    own_disks: bool = False
    """Do PostgreSQL and each broker keep their data on a disk of their own?"""


@dataclass(frozen=True, slots=True)
class Place:
    """A service's process: which, the how-manieth of its replicas, and where it answers."""

    service: str
    replica: int
    port: int

    @property
    def name(self) -> str:
        return f"{self.service}-{self.replica}"

    @property
    def http(self) -> str:
        return f"http://{HOST}:{self.port}"

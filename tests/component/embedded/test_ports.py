"""Do the embedded servers find the same free ports again?"""

import socket
from pathlib import Path

from deploy.embedded.ports import HOST, Ports, answers, is_free


def test_a_port_stays_while_it_is_free_and_moves_when_another_has_taken_it(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    first = Ports(file).take("kafka-1")
    assert Ports(file).take("kafka-1") == first
    with socket.socket() as stranger:
        stranger.bind((HOST, first))
        stranger.listen()
        assert answers(first)
        assert not is_free(first)
        moved = Ports(file).take("kafka-1")
    assert moved != first
    assert Ports(file).take("kafka-1") == moved


def test_ports_that_cannot_be_read_are_chosen_anew(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    for half in ("", '{"kafka-1": 21', "[21001]", '{"kafka-1": "21001"}'):
        file.write_text(half)
        assert Ports(file).take("kafka-1") == Ports(file).take("kafka-1")


def test_two_names_never_share_a_port(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    file.write_text('{"kafka-1": 21001, "postgres": 21001}')
    ports = Ports(file)
    assert ports.take("kafka-1") != ports.take("postgres")

"""The sample's files are what the seeded script makes, and say nothing of real people."""

import json
import re
from typing import Any

import pytest
from stdnum.vn import mst

from deploy.sample.files import BAD, EXPECTED, HERE, YEAR
from deploy.sample.generate import files, main

PHONE = re.compile(r"(?:\+?84|0)(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d|2\d)\d{7}")


def events() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / YEAR).read_text(encoding="utf-8").splitlines()]


def test_the_script_makes_the_committed_files_every_time() -> None:
    made = files()
    assert made == files()
    for name in (YEAR, BAD, EXPECTED):
        assert made[name] == (HERE / name).read_text(encoding="utf-8"), f"{name} is stale: run the script"


def test_the_check_says_which_file_is_stale(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    monkeypatch.setattr("deploy.sample.generate.HERE", tmp_path)
    assert main([]) == 0
    assert main(["--check"]) == 0
    (tmp_path / EXPECTED).write_text("{}", encoding="utf-8")
    assert main(["--check"]) == 1
    assert EXPECTED in capsys.readouterr().err
    assert main(["--chekc"]) == 2


def test_no_identity_number_is_in_the_files() -> None:
    for name in (YEAR, BAD, EXPECTED):
        assert not re.search(r"(?<!\d)\d{12}(?!\d)", (HERE / name).read_text(encoding="utf-8"))


def test_telephone_numbers_and_addresses_stand_in_contacts_only() -> None:
    contacts = 0
    for event in events():
        data = event["data"]
        contacts += "contact" in data
        corrected = data.get("data", {})
        rest = {**data, "data": {key: corrected[key] for key in corrected if key != "contact"}}
        rest.pop("contact", None)
        codes = [
            each.pop("tax_code", None) for each in (rest.get("business"), corrected.get("business")) if each
        ]
        assert all(code is None or mst.is_valid(code) for code in codes)
        text = json.dumps(rest, ensure_ascii=False)
        assert not PHONE.search(text), text
        assert "@" not in text
    assert contacts > 1000


def test_tax_codes_are_of_a_block_that_is_not_given_out() -> None:
    codes = {event["data"]["business"].get("tax_code") for event in events() if "business" in event["data"]}
    codes.discard(None)
    assert len(codes) > 800
    assert all(code.startswith("0299") and mst.is_valid(code) for code in codes)

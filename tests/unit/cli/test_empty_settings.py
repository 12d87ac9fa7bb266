"""A setting that a script's variable left empty is named: else it would be this folder, or every address."""

from pathlib import Path

import pytest

from cli.failure import Failure
from cli.options import folder
from shared.settings import PREFIX, MissingSetting, Settings, read_settings


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_an_empty_setting_is_named_and_means_nothing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    variable = f"{PREFIX}{name.upper()}"
    monkeypatch.setenv(variable, "")
    with pytest.raises(MissingSetting, match=f"^{variable}: it is empty: say what it is, or leave it unset"):
        read_settings()


@pytest.mark.parametrize("said", ["", " "])
def test_an_empty_option_is_named_and_means_no_folder(said: str) -> None:
    with pytest.raises(Failure, match=r"^--backups: it is empty: say which folder, or leave it out"):
        folder("--backups")(said)
    assert folder("-o")(".") == Path(".")

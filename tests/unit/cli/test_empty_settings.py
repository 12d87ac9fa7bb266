"""A setting that a script's variable left empty is named: else it would be this folder, or every address."""

import pytest

from shared.settings import PREFIX, MissingSetting, Settings, read_settings


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_an_empty_setting_is_named_and_means_nothing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    variable = f"{PREFIX}{name.upper()}"
    monkeypatch.setenv(variable, "")
    with pytest.raises(MissingSetting, match=f"^{variable}: it is empty: say what it is, or leave it unset"):
        read_settings()

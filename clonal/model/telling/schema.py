"""The JSON schema of scenario files, for editors that complete and check TOML."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from clonal.model.grammar.forms import example_of
from clonal.model.grammar.part import Part
from clonal.model.scenario import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The JSON schema of scenario files, made from the models.

    It knows every key, its kind and its bounds. What must hold between keys is not in it: that,
    loading a scenario checks.

    Examples
    --------
    >>> json_schema()["properties"]["time"]["$ref"]
    '#/$defs/Time'
    """
    schema: dict[str, Any] = _tidied(Scenario.model_json_schema(by_alias=True))
    schema["required"] = ["time", "niche", "clone"]
    schema["title"] = "A scenario of clonal"
    _exemplify(schema, Scenario)
    for model in _tables():
        if (definition := schema["$defs"].get(model.__name__)) is not None:
            _exemplify(definition, model)
    return {"$schema": DIALECT, **schema}


def shipped_schema() -> dict[str, Any]:
    """The JSON schema that comes with the package as ``clonal/model/scenario.schema.json``."""
    text = (files("clonal.model") / "scenario.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def schema_text() -> str:
    """The text of the shipped file, as it should be."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def _exemplify(schema: dict[str, Any], model: type[Part]) -> None:
    """Show how the keys of a table are written that are tables or lists."""
    for key, described in schema["properties"].items():
        if (example := example_of(model, key)) is not None:
            described["examples"] = [example]


def _tables(base: type[Part] = Part) -> Iterator[type[Part]]:
    for model in base.__subclasses__():
        yield model
        yield from _tables(model)


def _tidied(schema: Any, *, names: bool = False) -> Any:
    """Leave out what an editor has no use for.

    That is null, which TOML has not; the titles that repeat a key; and of a docstring all but its
    first paragraph. `names` tells a table of keys, where nothing is a word of the schema's.
    """
    if isinstance(schema, list):
        return [_tidied(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if names:
        return {key: _tidied(item) for key, item in schema.items()}
    tidied = {
        key: _tidied(item, names=key in ("properties", "$defs"))
        for key, item in schema.items()
        if key != "title" and not (key == "default" and item is None)
    }
    if isinstance(text := tidied.get("description"), str):
        tidied["description"] = text.split("\n\n")[0].replace("\n", " ")
    choices = [one for one in tidied.get("anyOf", ()) if one != {"type": "null"}]
    if len(choices) == 1:
        del tidied["anyOf"]
        tidied = {**choices[0], **tidied}
    elif choices:
        tidied["anyOf"] = choices
    return tidied

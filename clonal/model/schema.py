"""The JSON schema of scenario files, for editors that complete and check TOML."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from .draft import UNAVAILABLE
from .scenario import Scenario

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
    schema = Scenario.model_json_schema(by_alias=True)
    schema["required"] = ["time", "niche", "clone"]
    schema["title"] = "A scenario of clonal"
    return {"$schema": DIALECT, **schema}


def shipped_schema() -> dict[str, Any]:
    """The JSON schema that comes with the package as ``clonal/model/scenario.schema.json``."""
    text = (files("clonal.model") / "scenario.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def schema_text() -> str:
    """The text of the shipped file, as it should be."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"

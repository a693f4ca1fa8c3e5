"""The JSON schema for editors: shipped as the models have it, and true of real files."""

from __future__ import annotations

from typing import Any

from clonal.model import Scenario, json_schema
from clonal.model.checks.draft import LISTS, TABLES
from clonal.model.telling.schema import shipped_schema


def test_the_shipped_schema_is_current() -> None:
    assert shipped_schema() == json_schema(), (
        "write clonal.model.telling.schema.schema_text() to clonal/model/scenario.schema.json"
    )


def test_every_section_and_key_is_in_it() -> None:
    schema = json_schema()
    assert set(schema["properties"]) == set(Scenario.model_fields)
    for model in (*LISTS.values(), *TABLES.values()):
        keys = {field.alias or name for name, field in model.model_fields.items()}
        definition = schema["$defs"][model.__name__]
        assert set(definition["properties"]) == keys
        assert definition["additionalProperties"] is False


def test_bounds_and_choices_are_words_of_json_schema() -> None:
    definitions = json_schema()["$defs"]
    assert definitions["Time"]["properties"]["end"]["exclusiveMinimum"] == 0
    assert definitions["Niche"]["properties"]["capacity"]["minimum"] == 0
    assert definitions["Migration"]["required"] == ["from", "to", "rate"]
    birth = definitions["Clone"]["properties"]["birth"]
    assert {choice["type"] for choice in birth["oneOf"]} == {"number", "object"}
    doses = definitions["Drug"]["properties"]["doses"]["anyOf"]
    assert doses[0] == {"$ref": "#/$defs/Dose"}
    assert doses[1]["type"] == "array"


def test_toml_has_no_null() -> None:
    def nulls(schema: Any) -> list[Any]:
        if isinstance(schema, dict):
            here = [schema] if schema.get("type") == "null" else []
            return here + [found for value in schema.values() for found in nulls(value)]
        if isinstance(schema, list):
            return [found for value in schema for found in nulls(value)]
        return []

    assert nulls(json_schema()) == []

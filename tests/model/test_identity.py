"""What decides the runs of a scenario, and what only speaks of them."""

from __future__ import annotations

import pytest

from clonal.model.identity import WORDS, recipe, words_that_differ

TEXT = """
title = "One"
[time]
end = 3.0
every = 1.0
[[niche]]
name = "title"
[[niche]]
name = "sources"
[[clone]]
name = "unit"
lineage = "leukemic"
birth = 0.5
traits = { title = 1.0, name = 2.0 }
initial = { title = 5, sources = 7 }
sources = { birth = "Foo 2009" }
"""

SAME = {
    "title": TEXT.replace("One", "Two"),
    "no title": TEXT.replace('title = "One"\n', ""),
    "sources": TEXT.replace("Foo", "Bar"),
    "no sources": TEXT.replace('sources = { birth = "Foo 2009" }\n', ""),
    "sources elsewhere": TEXT.replace("every = 1.0", 'every = 1.0\nsources = { end = "Bar" }'),
    "layout": TEXT.replace("\n[[niche]]", "\n# a comment\n[[niche]]"),
}
OTHER = {
    "a rate": TEXT.replace("0.5", "0.6"),
    "cells in a niche called title": TEXT.replace("title = 5", "title = 6"),
    "cells in a niche called sources": TEXT.replace("sources = 7", "sources = 6"),
    "a trait called title": TEXT.replace("title = 1.0", "title = 1.5"),
    "a trait called name": TEXT.replace("name = 2.0", "name = 2.5"),
    "the name of a clone": TEXT.replace('"unit"', '"units"'),
    "a lineage": TEXT.replace("leukemic", "normal"),
}


@pytest.mark.parametrize("what", SAME)
def test_words_do_not_count(what: str) -> None:
    assert recipe(SAME[what]) == recipe(TEXT)


@pytest.mark.parametrize("what", OTHER)
def test_everything_else_counts(what: str) -> None:
    assert recipe(OTHER[what]) != recipe(TEXT)


def test_the_kinds_of_words_are_told() -> None:
    both = SAME["title"].replace("Foo", "Bar")
    assert words_that_differ(TEXT, both) == ["title", "sources"]
    assert words_that_differ(TEXT, TEXT) == []


def test_a_key_of_words_is_no_number() -> None:
    """Whatever carries such a key in one of those parts carries text, or a table of it."""
    from clonal.model import scenario  # noqa: F401
    from clonal.model.grammar import part

    def parts(kind: type) -> list[type]:
        return [kind, *(found for below in kind.__subclasses__() for found in parts(below))]

    found = {
        (key, str(kind.model_fields[key].annotation))
        for kind in parts(part.Part)
        for _, key, names in WORDS
        if (kind.__name__ in names or not names) and key in kind.model_fields
    }
    assert {key for key, _ in found} >= {"title", "sources"}
    assert all("float" not in annotation and "int" not in annotation for _, annotation in found)

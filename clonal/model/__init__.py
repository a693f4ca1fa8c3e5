"""Scenarios: the words that users write, checked, and nothing of how they are simulated."""

from .expand import expand
from .mechanisms import (
    Adhesion,
    Adipocytes,
    Blood,
    Endothelial,
    Hypoxia,
    Immunity,
    Msc,
    Osteoblasts,
    Stroma,
    Suppressors,
    Targets,
)
from .parts.attachment import Attachment
from .parts.cause import Cause
from .parts.clone import Clone
from .parts.distribution import Change, Distribution
from .parts.drug import Constant, Dose, Drug, Effect
from .parts.drug_library import library
from .parts.endpoint import Endpoint
from .parts.intervention import Intervention, Place, Scale
from .parts.migration import Migration
from .parts.modifier import Modifier
from .parts.mutation import Mutation
from .parts.niche import Niche
from .parts.pool import Convert, Pool
from .parts.record import Record
from .parts.response import Hill, Linear, Log, Response, Table, Window
from .parts.selector import Cells, Of
from .parts.signal import Signal, Term
from .parts.switch import Switch
from .parts.time import Time
from .reading.builtin import builtin_names, builtin_text
from .reading.load import dumps, load, loads
from .reading.paths import with_values
from .scenario import Scenario
from .telling.describe import describe
from .telling.schema import json_schema

__all__ = [
    "Adhesion",
    "Adipocytes",
    "Attachment",
    "Blood",
    "Cause",
    "Cells",
    "Change",
    "Clone",
    "Constant",
    "Convert",
    "Distribution",
    "Dose",
    "Drug",
    "Effect",
    "Endothelial",
    "Endpoint",
    "Hill",
    "Hypoxia",
    "Immunity",
    "Intervention",
    "Linear",
    "Log",
    "Migration",
    "Modifier",
    "Msc",
    "Mutation",
    "Niche",
    "Of",
    "Osteoblasts",
    "Place",
    "Pool",
    "Record",
    "Response",
    "Scale",
    "Scenario",
    "Signal",
    "Stroma",
    "Suppressors",
    "Switch",
    "Table",
    "Targets",
    "Term",
    "Time",
    "Window",
    "builtin_names",
    "builtin_text",
    "describe",
    "dumps",
    "expand",
    "json_schema",
    "library",
    "load",
    "loads",
    "with_values",
]

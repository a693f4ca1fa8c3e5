"""Scenarios: the words that users write, checked, and nothing of how they are simulated."""

from .attachment import Attachment
from .builtin import builtin_names, builtin_text
from .clone import Clone
from .describe import describe
from .distribution import Change, Distribution
from .drug import Constant, Dose, Drug, Effect
from .drug_library import library
from .endpoint import Endpoint
from .expand import expand
from .intervention import Intervention, Place, Scale
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
from .migration import Migration
from .modifier import Modifier
from .mutation import Mutation
from .niche import Niche
from .paths import with_values
from .pool import Convert, Pool
from .read import dumps, load, loads
from .record import Record
from .response import Hill, Linear, Response, Table, Window
from .scenario import Scenario
from .schema import json_schema
from .selector import Cells, Of
from .signal import Signal, Term
from .time import Time

__all__ = [
    "Adhesion",
    "Adipocytes",
    "Attachment",
    "Blood",
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

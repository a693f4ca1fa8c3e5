"""Scenarios: the words that users write, checked, and nothing of how they are simulated."""

from .attachment import Attachment
from .builtin import builtin_names, builtin_text
from .clone import Clone
from .describe import describe
from .distribution import Change, Distribution
from .drug import Constant, Dose, Drug, Effect
from .endpoint import Endpoint
from .intervention import Intervention, Place, Scale
from .migration import Migration
from .modifier import Modifier
from .mutation import Mutation
from .niche import Niche
from .paths import with_values
from .pool import Convert, Pool
from .read import load, loads
from .record import Record
from .response import Hill, Linear, Response, Table, Window
from .scenario import Scenario
from .schema import json_schema
from .selector import Cells, Of
from .signal import Signal, Term
from .time import Time
from .write import dumps

__all__ = [
    "Attachment",
    "Cells",
    "Change",
    "Clone",
    "Constant",
    "Convert",
    "Distribution",
    "Dose",
    "Drug",
    "Effect",
    "Endpoint",
    "Hill",
    "Intervention",
    "Linear",
    "Migration",
    "Modifier",
    "Mutation",
    "Niche",
    "Of",
    "Place",
    "Pool",
    "Record",
    "Response",
    "Scale",
    "Scenario",
    "Signal",
    "Table",
    "Term",
    "Time",
    "Window",
    "builtin_names",
    "builtin_text",
    "describe",
    "dumps",
    "json_schema",
    "load",
    "loads",
    "with_values",
]

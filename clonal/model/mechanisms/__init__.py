"""The named mechanisms: sections of a scenario that are shorthand for its vocabulary."""

from .adhesion import INTEGRIN, Adhesion
from .blood import Blood
from .expansion import Made, made_by
from .hypoxia import Hypoxia
from .immunity import Immunity, Suppressors, Targets
from .marrow import LINEAGES, Marrow, Mechanism
from .stroma import Stroma
from .stromal_cells import Adipocytes, Endothelial, Msc, Osteoblasts, StromalCells

#: The sections, in the order in which they are expanded.
SECTIONS: dict[str, type[Mechanism]] = {
    "blood": Blood,
    "stroma": Stroma,
    "adhesion": Adhesion,
    "hypoxia": Hypoxia,
    "immunity": Immunity,
}

__all__ = [
    "INTEGRIN",
    "LINEAGES",
    "SECTIONS",
    "Adhesion",
    "Adipocytes",
    "Blood",
    "Endothelial",
    "Hypoxia",
    "Immunity",
    "Made",
    "Marrow",
    "Mechanism",
    "Msc",
    "Osteoblasts",
    "Stroma",
    "StromalCells",
    "Suppressors",
    "Targets",
    "made_by",
]

"""The page on scenarios shows a file of values that can be laid over its scenario."""

from __future__ import annotations

import re
from pathlib import Path

import clonal


def test_the_file_of_values_of_the_page_is_read(repository: Path, tmp_path: Path) -> None:
    page = (repository / "docs" / "scenario.md").read_text()
    [text] = [
        block
        for block in re.findall(r"^```text\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
        if "Patient 3" in block
    ]
    (tmp_path / "patient-3.toml").write_text(text)
    scenario = clonal.loads(
        """
        time = { end = 1.0 }
        niche = [{ name = "marrow" }]
        [[clone]]
        name = "LSC"
        lineage = "leukemic"
        birth = 0.25
        [[clone]]
        name = "T315I"
        lineage = "leukemic"
        birth = 0.25
        [[drug]]
        name = "imatinib"
        half_life = 0.75
        doses = { amount = 1.0, every = 1.0, count = 30 }
        effect = [{ on = "kill", emax = 0.6, ec50 = 0.5 }]
        """
    )
    hill = {"drug.imatinib.effect[0].hill": 2.0}
    changed = clonal.with_values(scenario, tmp_path / "patient-3.toml", hill)
    assert changed.title == "Patient 3"
    assert changed.drug[0].doses == (clonal.Dose(amount=2.0, start=30.0),)
    assert (changed.drug[0].effect[0].emax, changed.drug[0].effect[0].hill) == (0.8, 2.0)
    assert [(clone.birth, clone.death) for clone in changed.clone] == [(0.3, 0.0), (0.25, 0.05)]

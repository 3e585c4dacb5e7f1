"""What a tutorial's page says of the run that it shows: time, model, versions."""

import json
from typing import Any

from scripts.notebooks import EXECUTED
from scripts.registry import Tutorial


def run_facts(tutorial: Tutorial, language: str) -> dict[str, Any]:
    """Returns the facts that the runner stored with an executed notebook.

    Returns:
        `seconds` (at least 1), `model` (the file's name) and `versions` by package.
    """
    path = EXECUTED / tutorial.profile_for(language) / f"{tutorial.name}.ipynb"
    facts = json.loads(path.read_text(encoding="utf-8"))["metadata"]["run"]
    return {
        "seconds": max(1, round(facts["seconds"])),
        "model": facts["model"],
        "versions": facts["versions"],
    }

"""Reads notebooks/registry.yaml: the tutorials, their order, and what they are called.

Everything that lists tutorials is made from it: the site's navigation and home page, README.md,
notebooks/README.md and llms.txt.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
REGISTRY = ROOT / "notebooks" / "registry.yaml"
LANGUAGES = ("en", "zh")
KEYS = ("name", "section", "level", "profiles", "title", "summary")
GITHUB = "https://github.com/"
BINDER = "JupyterLab on Binder"

Texts = Mapping[str, str]


class RegistryError(Exception):
    """The registry says something that cannot be; the message names the place."""


@dataclass(frozen=True)
class Tutorial:
    """One notebook: its file's name without the suffix, and its texts by language."""

    name: str
    section: str
    level: str
    profiles: tuple[str, ...]
    title: Texts
    summary: Texts

    def profile_for(self, language: str) -> str:
        """Returns the parameter set whose run the page of a language shows."""
        return "bundled-zh" if language == "zh" and "bundled-zh" in self.profiles else "bundled"


@dataclass(frozen=True)
class Registry:
    """All tutorials in reading order.

    Attributes:
        address: The project on GitHub, without a slash at the end; empty if it is nowhere yet.
        sections: Headings by language, under the names that tutorials use, in order.
        levels: Words for the levels by language.
        tutorials: The tutorials, section by section.
    """

    address: str
    sections: Mapping[str, Texts]
    levels: Mapping[str, Texts]
    tutorials: tuple[Tutorial, ...]

    def names(self) -> list[str]:
        """Returns the names of the notebooks in order."""
        return [tutorial.name for tutorial in self.tutorials]

    def by_section(self) -> dict[str, list[Tutorial]]:
        """Returns the tutorials under their sections, both in order; no empty section."""
        groups = {
            section: [tutorial for tutorial in self.tutorials if tutorial.section == section]
            for section in self.sections
        }
        return {section: tutorials for section, tutorials in groups.items() if tutorials}

    def site_address(self) -> str:
        """Returns where GitHub Pages serves the site, with a slash at the end; or nothing."""
        if not self.address:
            return ""
        owner, name = self.address.removeprefix(GITHUB).split("/")
        return f"https://{owner.lower()}.github.io/{name}/"

    def launchers(self, name: str) -> dict[str, str]:
        """Returns the links that open a notebook elsewhere, by the name of the service."""
        if not self.address:
            return {}
        repository = self.address.removeprefix(GITHUB)
        colab = f"https://colab.research.google.com/github/{repository}/blob/main/notebooks"
        binder = f"https://mybinder.org/v2/gh/{repository}/main?urlpath=lab/tree/notebooks"
        return {"Colab": f"{colab}/{name}.ipynb", BINDER: f"{binder}/{name}.ipynb"}


def load(path: Path = REGISTRY) -> Registry:
    """Returns the registry.

    Raises:
        RegistryError: A key is missing or unknown, or a tutorial names what is not there.
    """
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    expect_keys("registry.yaml", data, ("address", "sections", "levels", "notebooks"))
    for group in ("sections", "levels"):
        for name, texts in data[group].items():
            expect_keys(f"{group}.{name}", texts, LANGUAGES)
    registry = Registry(
        address=data["address"].rstrip("/"),
        sections=data["sections"],
        levels=data["levels"],
        tutorials=tuple(tutorial(entry, data) for entry in data["notebooks"]),
    )
    names = registry.names()
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise RegistryError(f"listed twice: {', '.join(twice)}")
    in_order = [one.name for group in registry.by_section().values() for one in group]
    if in_order != names:
        raise RegistryError("the notebooks of a section have to stand together")
    check_address(registry.address)
    return registry


def tutorial(entry: Mapping[str, Any], data: Mapping[str, Any]) -> Tutorial:
    """Returns one entry of the list as a value, checked."""
    where = entry.get("name", "a notebook without name")
    expect_keys(where, entry, KEYS)
    for key in ("title", "summary"):
        expect_keys(f"{where}.{key}", entry[key], LANGUAGES)
    for key, group in (("section", "sections"), ("level", "levels")):
        if entry[key] not in data[group]:
            known = ", ".join(data[group])
            raise RegistryError(f"{where}: no {key} {entry[key]!r}; there are: {known}")
    if "bundled" not in entry["profiles"]:
        raise RegistryError(f"{where}: every notebook runs on profile 'bundled'")
    return Tutorial(**{**entry, "profiles": tuple(entry["profiles"])})


def expect_keys(where: str, given: Any, wanted: tuple[str, ...]) -> None:
    """Refuses a mapping that has other keys than those wanted.

    Raises:
        RegistryError: A key is missing or unknown.
    """
    if not isinstance(given, dict) or set(given) != set(wanted):
        raise RegistryError(f"{where}: needs {', '.join(wanted)} and nothing else")


def check_address(address: str) -> None:
    """Refuses what is not a repository on GitHub.

    Raises:
        RegistryError: The address is neither empty nor https://github.com/OWNER/NAME.
    """
    parts = address.removeprefix(GITHUB).split("/")
    if address and not (address.startswith(GITHUB) and len(parts) == 2 and all(parts)):
        raise RegistryError(f"address: {GITHUB}OWNER/NAME or empty, not {address!r}")

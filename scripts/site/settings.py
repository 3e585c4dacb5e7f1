"""Reads docs/site.yaml: the languages, the navigation, the words that the theme does not have."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from scripts.registry import ROOT, Registry

DOCS = ROOT / "docs"
SETTINGS = DOCS / "site.yaml"
STAGED = ROOT / "build" / "docs"


class SiteError(Exception):
    """The site cannot be built; the message says why."""


@dataclass(frozen=True)
class Settings:
    """The settings of the site, with texts by language."""

    languages: Mapping[str, Mapping[str, str]]
    description: Mapping[str, str]
    navigation: list[Any]
    texts: Mapping[str, Mapping[str, str]]

    def words(self, language: str) -> dict[str, str]:
        """Returns the words of one language."""
        return {name: texts[language] for name, texts in self.texts.items()}

    def entries(self) -> list[Mapping[str, str]]:
        """Returns the entries of the navigation besides the tutorials, without their sections."""
        found: list[Mapping[str, str]] = []
        for entry in self.navigation:
            if entry != "tutorials":
                found += entry.get("pages", [entry])
        return found

    def pages(self) -> list[str]:
        """Returns the pages of the navigation besides the tutorials."""
        return [entry["page"] for entry in self.entries()]


def load() -> Settings:
    """Returns the settings."""
    return Settings(**yaml.safe_load(SETTINGS.read_text(encoding="utf-8")))


def navigation(settings: Settings, registry: Registry, language: str) -> list[Any]:
    """Returns the navigation as MkDocs takes it."""
    nav: list[Any] = []
    for entry in settings.navigation:
        if entry != "tutorials":
            nav.append(_item(entry, language))
            continue
        for section, tutorials in registry.by_section().items():
            pages = [{one.title[language]: f"tutorials/{one.name}.ipynb"} for one in tutorials]
            nav.append({registry.sections[section][language]: pages})
    return nav


def _item(entry: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Returns a page of the navigation, or a section with its pages, as MkDocs takes it."""
    if "pages" in entry:
        title = entry["section"][language]
        return {title: [_item(page, language) for page in entry["pages"]]}
    return {entry[language]: entry["page"]}

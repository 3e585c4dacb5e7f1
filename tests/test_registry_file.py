"""notebooks/registry.yaml: what it must hold, and what is made from it."""

import copy
import re
from pathlib import Path

import pytest
import yaml

from scripts import catalogue, listings, registry
from scripts.catalogue import Catalogue
from scripts.registry import REGISTRY, Registry, RegistryError
from scripts.site import settings as site_settings

LINK = re.compile(r"\[([^\]]+)\]\((\w+)\.ipynb\)")
DATA = yaml.safe_load(REGISTRY.read_text(encoding="utf-8"))


def loaded(folder: Path, data: dict) -> Registry:
    path = folder / "registry.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return registry.load(path)


def test_registry_lists_every_notebook_of_the_folder_once():
    files = sorted(path.stem for path in REGISTRY.parent.glob("*.ipynb"))
    assert sorted(registry.load().names()) == files


def prose(name: str, language: str) -> dict[str, str]:
    """The Markdown cells of a tutorial by their ids."""
    notebook = catalogue.read_source(name)
    if language != "en":
        notebook = catalogue.translated(notebook, Catalogue.of(name, language))
    return {cell.id: cell.source for cell in notebook.cells if cell.cell_type == "markdown"}


@pytest.mark.parametrize("language", registry.LANGUAGES)
def test_tutorials_have_their_titles_where_they_begin_and_where_links_lead_to_them(language):
    titles = {one.name: one.title[language] for one in registry.load().tutorials}
    for name, title in titles.items():
        cells = prose(name, language)
        assert cells["title"].splitlines()[0] == f"# {title}"
        for text, linked in LINK.findall("\n".join(cells.values())):
            assert text == titles[linked], f"link in {name}"


def test_lists_in_the_readmes_are_those_of_the_registry():
    assert listings.outdated_files() == []


@pytest.mark.parametrize("key", ["title", "level", "profiles"])
def test_a_notebook_without_a_key_is_refused_by_name(tmp_path, key):
    data = copy.deepcopy(DATA)
    del data["notebooks"][1][key]
    with pytest.raises(RegistryError, match=data["notebooks"][1]["name"]):
        loaded(tmp_path, data)


def test_a_text_that_lacks_a_language_is_refused(tmp_path):
    data = copy.deepcopy(DATA)
    del data["notebooks"][0]["summary"]["zh"]
    with pytest.raises(RegistryError, match=r"summary: needs en, zh"):
        loaded(tmp_path, data)


def test_an_unknown_level_is_refused_with_the_levels_there_are(tmp_path):
    data = copy.deepcopy(DATA)
    data["notebooks"][0]["level"] = "easy"
    with pytest.raises(RegistryError, match=r"no level 'easy'; there are: beginner"):
        loaded(tmp_path, data)


def test_a_notebook_listed_twice_is_refused(tmp_path):
    data = copy.deepcopy(DATA)
    data["notebooks"].append(copy.deepcopy(data["notebooks"][-1]))
    with pytest.raises(RegistryError, match="listed twice"):
        loaded(tmp_path, data)


def test_sections_that_are_mixed_are_refused(tmp_path):
    data = copy.deepcopy(DATA)
    data["notebooks"][1]["section"] = "further"
    with pytest.raises(RegistryError, match="stand together"):
        loaded(tmp_path, data)


@pytest.mark.parametrize(
    "address", ["https://example.org/a/b", "github.com/a/b", "https://github.com/a"]
)
def test_an_address_that_is_no_repository_on_github_is_refused(tmp_path, address):
    with pytest.raises(RegistryError, match="address"):
        loaded(tmp_path, {**DATA, "address": address})


def test_without_an_address_there_is_no_link_that_needs_one():
    entries = registry.load()
    if entries.address:
        pytest.skip("the project has an address")
    assert entries.launchers("streaming") == {}
    assert entries.site_address() == ""


def test_links_to_services_follow_from_the_address(tmp_path):
    entries = loaded(tmp_path, {**DATA, "address": "https://github.com/Owner/name/"})
    assert entries.site_address() == "https://owner.github.io/name/"
    links = entries.launchers("streaming")
    assert links["Colab"].endswith("/github/Owner/name/blob/main/notebooks/streaming.ipynb")
    assert links[registry.BINDER].endswith(
        "/gh/Owner/name/main?urlpath=lab/tree/notebooks/streaming.ipynb"
    )


def test_navigation_follows_the_registry_in_every_language():
    entries, settings = registry.load(), site_settings.load()
    for language in registry.LANGUAGES:
        nav = site_settings.navigation(settings, entries, language)
        pages = [
            path
            for part in nav
            for value in part.values()
            if isinstance(value, list)
            for page in value
            for path in page.values()
            if path.startswith("tutorials/")
        ]
        assert pages == [f"tutorials/{name}.ipynb" for name in entries.names()]

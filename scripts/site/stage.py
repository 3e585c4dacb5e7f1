"""Collects everything that the site of one language is made of, in build/docs/<language>."""

import re
import shutil
from pathlib import Path

import nbformat

import benchmarks.page
import compare.page
import compare.page_texts
import compare.record
from benchmarks.figures import load_record
from scripts import catalogue, twins
from scripts.catalogue import Catalogue, TranslationError
from scripts.listings import markdown_list
from scripts.registry import ROOT, Registry
from scripts.site.notebook_pages import (
    executed_copy,
    page_of,
    with_language,
    with_picture_files,
)
from scripts.site.settings import DOCS, STAGED, Settings, SiteError

# What a cell of a notebook printed, and the list of tutorials, in a page.
OUTPUT = re.compile(r"<!-- output: (?P<notebook>[\w-]+)/(?P<cell>[\w-]+) -->")
TUTORIALS = "<!-- tutorials -->"


def stage_pages(settings: Settings, registry: Registry, language: str) -> Path:
    """Collects the pages of a language and returns their folder.

    Raises:
        SiteError: A notebook was not executed, a text is not translated, its parameters would be
            shown wrongly, or a figure was not recorded.
    """
    folder = STAGED / language
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(DOCS / "assets", folder / "assets")
    shutil.copy(DOCS / "compare.json", folder)
    for page in settings.pages():
        text = page_source(page, language).read_text(encoding="utf-8")
        (folder / page).write_text(filled(page, text, registry, language), encoding="utf-8")
    stage_notebooks(folder, registry, language)
    return folder


def page_source(page: str, language: str) -> Path:
    """Returns the file that holds a page in a language.

    Raises:
        SiteError: There is no such page, or no translation of it.
    """
    if language == "en":
        path = twins.originals().get(page, DOCS / page)
    else:
        path = twins.twin_path(page, language)
    if not path.is_file():
        raise SiteError(f"{path.relative_to(ROOT)} is missing")
    return path


def filled(page: str, text: str, registry: Registry, language: str) -> str:
    """Returns a page's text with its marked places filled.

    Raises:
        SiteError: A place names what there is not, or what the language has no words for.
    """
    try:
        if page == "benchmarks.md":
            return benchmarks.page.fill(text, load_record(), language)
        if page == "compare.md":
            return compare.page.fill(text, compare.record.load(), language)
    except (benchmarks.page.PageError, compare.page_texts.PageError) as error:
        raise SiteError(str(error)) from error
    listed = markdown_list(registry, language, "tutorials/{name}.ipynb")
    return OUTPUT.sub(printed, text).replace(TUTORIALS, listed)


def printed(match: re.Match[str]) -> str:
    """Returns what a cell printed when it was run in English, as a fenced block."""
    notebook = executed_copy(match["notebook"], "bundled")
    cells = [cell for cell in notebook.cells if cell.id == match["cell"]]
    outputs = cells[0].outputs if cells else []
    text = "".join(output.get("text", "") for output in outputs).rstrip()
    if not text:
        raise SiteError(f"{match['notebook']}.ipynb: cell {match['cell']!r} printed nothing")
    return f"``` {{ .text .output .no-copy }}\n{text}\n```"


def stage_notebooks(folder: Path, registry: Registry, language: str) -> None:
    """Puts the tutorials as pages and as clean notebooks into a folder.

    Raises:
        SiteError: A notebook was not executed or is not translated.
    """
    (folder / "tutorials").mkdir()
    (folder / "notebooks").mkdir()
    for tutorial in registry.tutorials:
        name = tutorial.name
        source = catalogue.read_source(name)
        page = page_of(source, name, tutorial.profile_for(language))
        download = folder / "notebooks" / f"{name}.ipynb"
        if language == "en":
            shutil.copy(catalogue.NOTEBOOKS / download.name, download)
        else:
            words = Catalogue.of(name, language)
            try:
                page = catalogue.translated(page, words)
                clean = catalogue.translated(with_language(source, language), words)
            except TranslationError as error:
                raise SiteError(str(error)) from error
            download.write_text(f"{nbformat.writes(clean)}\n", encoding="utf-8")
        tutorials = folder / "tutorials"
        page = with_picture_files(page, name, tutorials)
        nbformat.write(page, tutorials / download.name)

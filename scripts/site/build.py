"""Makes the site from the staged pages with MkDocs, one build for each language."""

import hashlib
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts import registry as registry_file
from scripts.notebooks import EXECUTED
from scripts.registry import ROOT, Registry
from scripts.site import settings as settings_file
from scripts.site.llms import llms_text
from scripts.site.run_facts import run_facts
from scripts.site.settings import Settings, SiteError, navigation

CONFIG = ROOT / "mkdocs.yml"
KEY = ROOT / "build" / "site.key"
# What the site is made of, besides the executed notebooks.
SOURCES = ("docs", "notebooks", "benchmarks", "compare", "scripts", "src/langchain_gguf")
SOURCE_FILES = ("mkdocs.yml", "CHANGELOG.md", "pyproject.toml", "requirements.lock")


def key_of_site(folder: Path) -> str:
    """Returns a hash of all that the site depends on, and of where it goes."""
    paths = [ROOT / name for name in SOURCE_FILES]
    for name in SOURCES:
        paths += [path for path in sorted((ROOT / name).rglob("*")) if not is_left_by_tools(path)]
    paths += sorted(EXECUTED.rglob("*.ipynb"))
    digest = hashlib.sha256(str(folder).encode())
    for path in paths:
        if path.is_file():
            digest.update(str(path.relative_to(ROOT)).encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_left_by_tools(path: Path) -> bool:
    """Says whether a file is Python's or JupyterLab's own: __pycache__, .ipynb_checkpoints."""
    return any(part == "__pycache__" or part[0] == "." for part in path.relative_to(ROOT).parts)


def renew_site(folder: Path, *, force: bool = False) -> bool:
    """Builds the site unless one of the same sources is there; says whether it did.

    Raises:
        SiteError: The site cannot be built.
    """
    key = key_of_site(folder)
    is_there = (folder / "index.html").is_file() and KEY.is_file()
    if is_there and not force and KEY.read_text(encoding="utf-8") == key:
        return False
    KEY.unlink(missing_ok=True)
    build_site(folder)
    KEY.write_text(key, encoding="utf-8")
    return True


def build_site(folder: Path, registry: Registry | None = None) -> None:
    """Stages the pages of every language and builds them; any warning is an error.

    Args:
        folder: Where the site goes; what is there is removed.
        registry: The tutorials; notebooks/registry.yaml by default.

    Raises:
        SiteError: The pages could not be staged, or MkDocs failed; it printed why.
    """
    # Here, because an unchanged site needs neither MkDocs nor a reader of notebooks.
    from scripts.site.stage import stage_pages

    registry, settings = registry or registry_file.load(), settings_file.load()
    shutil.rmtree(folder, ignore_errors=True)
    for language, facts in settings.languages.items():
        staged = stage_pages(settings, registry, language)
        build_language(settings, registry, language, staged, folder / facts["folder"])
    (folder / "llms.txt").write_text(llms_text(settings, registry), encoding="utf-8")


def build_language(
    settings: Settings, registry: Registry, language: str, staged: Path, folder: Path
) -> None:
    """Runs MkDocs on the pages of a language.

    Raises:
        SiteError: MkDocs failed or warned.
    """
    # Notices of the tools about their own future.
    os.environ.update({"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"})
    import mkdocs.commands.build
    import mkdocs.config
    import mkdocs.exceptions
    from mkdocs.utils.yaml import yaml_load

    with CONFIG.open(encoding="utf-8") as file:
        theme = yaml_load(file)["theme"]
    palette = [{**one, "toggle": toggle(one, language)} for one in theme["palette"]]
    address = registry.site_address()
    try:
        config = mkdocs.config.load_config(
            str(CONFIG),
            docs_dir=str(staged),
            site_dir=str(folder),
            site_url=f"{address}{settings.languages[language]['folder']}" if address else "",
            site_description=settings.description[language],
            nav=navigation(settings, registry, language),
            theme={**theme, "language": language, "palette": palette},
            extra=extra(settings, registry, language),
        )
        with printed_warnings():
            config.plugins.on_startup(command="build", dirty=False)
            try:
                mkdocs.commands.build.build(config)
            finally:
                config.plugins.on_shutdown()
    except mkdocs.exceptions.MkDocsException as error:
        raise SiteError(f"MkDocs failed: {error}") from error
    except SystemExit as error:  # mkdocs.exceptions.Abort, after it printed its warnings
        raise SiteError("MkDocs failed") from error


@contextmanager
def printed_warnings() -> Iterator[None]:
    """Prints MkDocs's warnings, each of which fails the build; only its command line does so."""
    logger, handler = logging.getLogger("mkdocs"), logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


def toggle(palette: dict[str, Any], language: str) -> dict[str, str]:
    """Returns the button that changes the colour scheme, in words of a language."""
    names = {
        "en": {"default": "Switch to dark mode", "slate": "Switch to light mode"},
        "zh": {"default": "切换到深色模式", "slate": "切换到浅色模式"},
    }
    return {**palette["toggle"], "name": names[language][palette["scheme"]]}


def extra(settings: Settings, registry: Registry, language: str) -> dict[str, Any]:
    """Returns what the templates of docs/theme use."""
    return {
        "language": language,
        "languages": settings.languages,
        # Shows the theme's list of languages.
        "alternate": [
            {"name": facts["name"], "lang": code} for code, facts in settings.languages.items()
        ],
        "site_address": registry.site_address(),
        "words": settings.words(language),
        "tutorials": {
            tutorial.name: {
                "description": tutorial.summary[language],
                "level": registry.levels[tutorial.level][language],
                "launchers": registry.launchers(tutorial.name),
                **run_facts(tutorial, language),
            }
            for tutorial in registry.tutorials
        },
    }

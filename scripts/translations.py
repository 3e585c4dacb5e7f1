"""Says which translations are missing, stale or built otherwise than their originals.

    python -m scripts.translations                     list what is wrong; fails if anything is
    python -m scripts.translations add NAME ...        write down what is to be translated
    python -m scripts.translations reviewed NAME ...   these fit their present originals

A name is a notebook (streaming) or a page (design.md). After a change of an original: correct its
translation, then record that with `reviewed`, which renews the hashes.
"""

import argparse
import sys

import nbformat

from scripts import catalogue, twins
from scripts.catalogue import Catalogue, TranslationError
from scripts.instructions import INSTALL_CELL, NOTEBOOK_TEXT
from scripts.registry import LANGUAGES, ROOT, load

TRANSLATED_TO = LANGUAGES[1:]


def all_problems(language: str) -> list[str]:
    """Returns what is wrong with the translations of all notebooks and pages."""
    names = load().names()
    found = []
    for name in names:
        found += catalogue.problems(catalogue.read_source(name), Catalogue.of(name, language))
    instructions = [
        nbformat.v4.new_markdown_cell(text, id=INSTALL_CELL) for text in NOTEBOOK_TEXT.values()
    ]
    found += catalogue.unused_common(names, language, instructions)
    return [f"{language}: {what}" for what in found + twins.all_problems(language)]


def write(name: str, language: str, *, review: bool) -> None:
    """Writes the translation of a notebook or page anew.

    Args:
        name: A notebook's name, or a page's with its suffix.
        language: The language of the translation.
        review: Renew the hashes; otherwise add what is missing.

    Raises:
        TranslationError: There is no such notebook or page, or its translation is not complete.
    """
    pages = twins.originals()
    if name not in pages and name not in load().names():
        raise TranslationError(f"no notebook and no page {name!r}")
    path = (
        twins.twin_path(name, language)
        if name in pages
        else catalogue.catalogue_path(name, language)
    )
    if name in pages:
        original = pages[name].read_text(encoding="utf-8")
        if review and path.is_file():
            path.write_text(
                twins.with_sources(original, path.read_text(encoding="utf-8")), encoding="utf-8"
            )
        elif not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(twins.begun(original), encoding="utf-8")
    else:
        notebook, entries = catalogue.read_source(name), Catalogue.of(name, language)
        renewed = catalogue.reviewed if review else catalogue.with_missing
        catalogue.write_catalogue(path, renewed(notebook, entries))
    print(f"wrote {path.relative_to(ROOT)}")


def main() -> int:
    """Runs the command line and returns the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", nargs="?", choices=["list", "add", "reviewed"], default="list")
    parser.add_argument("names", nargs="*", metavar="NAME")
    arguments = parser.parse_args()
    try:
        for language in TRANSLATED_TO:
            for name in arguments.names:
                write(name, language, review=arguments.command == "reviewed")
    except TranslationError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    found = [problem for language in TRANSLATED_TO for problem in all_problems(language)]
    print("\n".join(found) or "Every notebook and page is translated.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

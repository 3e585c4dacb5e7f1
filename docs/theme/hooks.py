"""Steps of the build that MkDocs has no option for."""

import re
from typing import Any
from urllib.parse import unquote

import material.plugins.search.plugin
import rjieba
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

# A block that notebook.html.j2 has put out.
BLOCK = re.compile(r"\[\[([^\[\]]*)\]\]")
# mkdocstrings puts its style sheet on each page, whether it describes a class there or not.
REFERENCE_STYLE = re.compile(r'<link rel="stylesheet" href="[^"]*_mkdocstrings\.css">')
DOCUMENTED = 'class="doc '
# Where white space counts.
VERBATIM = re.compile(r"(<(pre|script|style|textarea)\b.*?</\2>)", re.DOTALL)


class Segmenter:
    """Cuts Chinese text into words for the search index, as the theme asks the package jieba to.

    rjieba does the same with the same dictionary; jieba's last release is of January 2020.
    """

    @staticmethod
    def cut(text: bytes) -> list[str]:
        """Returns the words of a text."""
        words: list[str] = rjieba.cut(text.decode())
        return words


def on_startup(**_: Any) -> None:
    """Gives the search plugin a segmenter for Chinese."""
    material.plugins.search.plugin.jieba = Segmenter


# mkdocs-jupyter puts the notebook's text in place at priority 100.
@event_priority(50)
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Decodes the text of notebooks; describes a tutorial by its summary."""
    if not page.file.src_uri.endswith(".ipynb"):
        return markdown
    name = page.file.src_uri.rpartition("/")[2].removesuffix(".ipynb")
    page.meta["description"] = config.extra["tutorials"][name]["description"]
    return "\n\n".join(unquote(block) for block in BLOCK.findall(markdown))


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG001
    """Names the search dialog for screen readers, which the theme's template does not; shortens."""
    return without_indentation(
        soon_to_see(output).replace(
            'data-md-component="search" role="dialog"',
            'data-md-component="search" role="dialog" '
            f'aria-label="{config.extra["words"]["search"]}"',
        )
    )


def soon_to_see(page: str) -> str:
    """Returns a page whose text does not wait for scripts, nor for the style of a reference."""
    if DOCUMENTED not in page:
        page = REFERENCE_STYLE.sub("", page)
    return page.replace("<script src=", "<script defer src=")


def without_indentation(page: str) -> str:
    """Returns a page without the indentation and blank lines that templates leave."""
    parts = VERBATIM.split(page)
    # Of three: text, what is left as it is, and the name of its element.
    parts[::3] = [re.sub(r"\s*\n\s*", "\n", text) for text in parts[::3]]
    del parts[2::3]
    return "".join(parts)

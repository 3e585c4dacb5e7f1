"""Builds the documentation site strictly and reads it as a visitor would."""

import html
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
import yaml
from nbformat import NotebookNode

from scripts.notebooks import EXECUTED, NOTEBOOKS, ROOT, notebook_names, run_notebook
from scripts.site import PROFILE, build_site

NAMES = notebook_names()

# Attributes through which a page makes the browser fetch something by itself.
FETCHED = {
    ("audio", "src"),
    ("embed", "src"),
    ("iframe", "src"),
    ("img", "src"),
    ("img", "srcset"),
    ("link", "href"),
    ("object", "data"),
    ("script", "src"),
    ("source", "src"),
    ("video", "src"),
}


class Page(HTMLParser):
    """The text, the addresses fetched and the links of a page."""

    def __init__(self, path: Path):
        super().__init__()
        self.words: list[str] = []
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.downloads: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))
        self.text = " ".join("".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and (tag, name) in FETCHED:
                self.fetched.append(value)
            if value and (tag, name) == ("a", "href"):
                (self.downloads if "download" in dict(attrs) else self.links).append(value)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    for name in NAMES:
        run_notebook(NOTEBOOKS / f"{name}.ipynb", PROFILE)
    folder = tmp_path_factory.mktemp("site")
    build_site(folder)
    return folder


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def outputs_of(name: str) -> list[NotebookNode]:
    notebook = nbformat.read(EXECUTED / PROFILE / f"{name}.ipynb", as_version=4)
    return [
        output
        for cell in notebook.cells
        if cell.cell_type == "code" and "remove-cell" not in cell.metadata.get("tags", [])
        for output in cell.outputs
    ]


def shown_text(output: NotebookNode) -> str:
    """The text of an output as a page has it; that of a picture stands only for the picture."""
    data = output.get("data", {})
    if "text/html" in data:
        text = html.unescape(re.sub("<[^>]+>", "", data["text/html"]))
    elif "image/png" in data:
        text = ""
    else:
        text = output.get("text") or data.get("text/plain", "")
    return text


@pytest.mark.parametrize("name", NAMES)
def test_tutorial_page_shows_what_the_executed_notebook_printed(site, name):
    outputs = outputs_of(name)
    path = site / "tutorials" / f"{name}.html"
    page, source = Page(path), "".join(path.read_text(encoding="utf-8").split())
    assert outputs
    for output in outputs:
        # Blanks between blocks of HTML mean nothing.
        assert "".join(shown_text(output).split()) in "".join(page.text.split())
        picture = output.get("data", {}).get("image/png", "")
        assert "".join(picture.split()) in source


@pytest.mark.parametrize("name", NAMES)
def test_tutorial_page_shows_code_as_it_is_written(site, name):
    page = Page(site / "tutorials" / f"{name}.html")
    for cell in nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells:
        if cell.cell_type == "code" and "remove-cell" not in cell.metadata.get("tags", []):
            assert " ".join(cell.source.split()) in page.text


def test_home_page_shows_an_answer_of_the_bundled_model(site):
    executed = nbformat.read(EXECUTED / PROFILE / "instantiation.ipynb", as_version=4)
    (cell,) = [cell for cell in executed.cells if cell.id == "translate-french"]
    answer = cell.outputs[0].text.strip()
    assert answer
    assert answer in Page(site / "index.html").text


@pytest.mark.parametrize("name", NAMES)
def test_tutorial_page_shows_parameters_once_and_no_hidden_cell(site, name):
    page = Page(site / "tutorials" / f"{name}.html")
    assert page.text.count("n_gpu_layers = 0") == 1
    assert not re.search(r"\bassert ", page.text)
    assert "<style>" not in page.text


@pytest.mark.parametrize("name", NAMES)
def test_tutorial_page_offers_the_clean_notebook(site, name):
    path = site / "tutorials" / f"{name}.html"
    (download,) = Page(path).downloads
    target = path.parent / download
    assert target.read_bytes() == (NOTEBOOKS / f"{name}.ipynb").read_bytes()


def test_navigation_and_home_page_list_the_tutorials_in_the_same_order(site):
    class Loader(yaml.SafeLoader):
        """Ignores the Python names that MkDocs resolves."""

    Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda *_: None)
    settings = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Loader)
    (tutorials,) = [entry["Tutorials"] for entry in settings["nav"] if "Tutorials" in entry]
    in_order = [Path(path).stem for entry in tutorials for path in entry.values()]
    assert sorted(in_order) == NAMES
    home = (site / "index.html").read_text(encoding="utf-8")
    listed = re.findall(r'<li><a href="tutorials/(\w+)\.html">', home)
    assert listed == in_order


def test_no_page_requests_anything_from_elsewhere(site):
    for path in pages(site):
        for address in Page(path).fetched:
            assert not urlsplit(address).netloc, f"{path.name} requests {address}"
            assert urlsplit(address).scheme in ("", "data"), f"{path.name} requests {address}"
    for path in site.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(url\(|@import)\s*['\"]?(https?:)?//", text), path


def test_every_link_inside_the_site_leads_somewhere(site):
    for path in pages(site):
        if path.name == "404.html":
            continue  # Its addresses start at the root of wherever the site is served.
        for link in Page(path).links + Page(path).fetched:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.exists(), f"{path.name} links to {link}"
            if parts.fragment and target.suffix == ".html":
                ids = re.findall(r'\b(?:id|name)="([^"]*)"', target.read_text(encoding="utf-8"))
                anchors = {html.unescape(anchor) for anchor in ids}
                assert unquote(parts.fragment) in anchors, f"{path.name} links to {link}"


def test_reference_describes_the_chat_model_and_its_fields(site):
    page = Page(site / "reference.html")
    for name in ("ChatLlamaCpp", "from_pretrained", "model_path", "n_gpu_layers", "LlamaCppError"):
        assert name in page.text


def test_search_index_holds_the_tutorials(site):
    index = (site / "search" / "search_index.json").read_text(encoding="utf-8")
    for name in NAMES:
        assert f"tutorials/{name}.html" in index


def test_pages_stay_small(site):
    for path in pages(site):
        limit = 400_000 if path.name == "reference.html" else 100_000
        assert path.stat().st_size < limit, path.name

"""Builds the documentation site strictly and reads it as a visitor would."""

import base64
import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from nbformat import NotebookNode

from scripts import catalogue, registry
from scripts.catalogue import Catalogue
from scripts.notebooks import EXECUTED, NOTEBOOKS, run_notebook
from scripts.registry import ROOT, Registry
from scripts.site import SiteError, build_site
from scripts.site.build import is_left_by_tools, key_of_site
from scripts.site.notebook_pages import parameters_of, with_language, with_picture_files
from scripts.site.stage import filled, page_source
from tests.build_traces import traces_in

REGISTRY = registry.load()
NAMES = REGISTRY.names()
PROFILE = "bundled"
FOLDERS = {"en": "", "zh": "zh"}

# A PNG of one pixel.
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)

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
    for tutorial in REGISTRY.tutorials:
        for profile in tutorial.profiles:
            run_notebook(NOTEBOOKS / f"{tutorial.name}.ipynb", profile)
    folder = tmp_path_factory.mktemp("site")
    build_site(folder)
    return folder


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def outputs_of(name: str, profile: str = PROFILE) -> list[NotebookNode]:
    notebook = nbformat.read(EXECUTED / profile / f"{name}.ipynb", as_version=4)
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
    page = Page(path)
    files = [path.parent / file for file in page.fetched if file.endswith(".png")]
    shown = [file.read_bytes() for file in files]
    assert outputs
    for output in outputs:
        # Blanks between blocks of HTML mean nothing.
        assert "".join(shown_text(output).split()) in "".join(page.text.split())
        picture = output.get("data", {}).get("image/png")
        assert picture is None or base64.b64decode(picture) in shown


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
    for cell in nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells:
        if "remove-cell" in cell.metadata.get("tags", []):
            assert " ".join(cell.source.split()) not in page.text
    assert "<style>" not in page.text


@pytest.mark.parametrize("name", NAMES)
def test_tutorial_page_offers_the_clean_notebook(site, name):
    path = site / "tutorials" / f"{name}.html"
    (download,) = Page(path).downloads
    target = path.parent / download
    assert target.read_bytes() == (NOTEBOOKS / f"{name}.ipynb").read_bytes()


@pytest.mark.parametrize("language", FOLDERS)
def test_navigation_and_home_page_list_the_tutorials_in_the_registry_s_order(site, language):
    home = (site / FOLDERS[language] / "index.html").read_text(encoding="utf-8")
    listed = re.findall(r'<li><a href="tutorials/(\w+)\.html">([^<]+)</a>', home)
    assert listed == [(one.name, one.title[language]) for one in REGISTRY.tutorials]
    in_navigation = re.findall(r'<a href="tutorials/(\w+)\.html" class="md-nav__link">', home)
    assert in_navigation == NAMES


def test_every_page_has_a_twin_in_the_other_language(site):
    english = {path.relative_to(site) for path in pages(site)} - {
        path.relative_to(site) for path in pages(site / "zh")
    }
    chinese = {path.relative_to(site / "zh") for path in pages(site / "zh")}
    assert english == chinese
    assert len(english) > len(NAMES)


@pytest.mark.parametrize("language", FOLDERS)
def test_pages_say_their_language_and_link_to_their_twin(site, language):
    folder = site / FOLDERS[language]
    for path in folder.rglob("*.html"):
        if path.name == "404.html" or (language == "en" and path.is_relative_to(site / "zh")):
            continue
        text = path.read_text(encoding="utf-8")
        assert f'<html lang="{language}"' in text
        links = dict(re.findall(r'<a href="([^"]+)" hreflang="(\w+)"', text))
        targets = {code: (path.parent / link).resolve() for link, code in links.items()}
        page = path.relative_to(folder)
        assert targets == {code: site / FOLDERS[code] / page for code in FOLDERS}


@pytest.mark.parametrize("name", NAMES)
def test_chinese_tutorial_shows_translated_prose_and_the_chinese_run(site, name):
    page = Page(site / "zh" / "tutorials" / f"{name}.html")
    words = Catalogue.of(name, "zh")
    (title,) = [cell for cell in catalogue.read_source(name).cells if cell.id == "title"]
    heading = words.find(title).text.splitlines()[0].removeprefix("# ")
    assert heading in page.text
    assert 'language = "zh"' in page.text
    assert 'language = "en"' not in page.text
    for output in outputs_of(name, "bundled-zh"):
        assert "".join(shown_text(output).split()) in "".join(page.text.split())


@pytest.mark.parametrize("name", NAMES)
def test_chinese_tutorial_offers_a_notebook_with_the_same_code(site, name):
    path = site / "zh" / "notebooks" / f"{name}.ipynb"
    theirs, ours = nbformat.read(path, as_version=4), catalogue.read_source(name)
    nbformat.validate(theirs)
    codes = [
        [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        for notebook in (with_language(theirs, "en"), ours)
    ]
    assert codes[0] == codes[1]
    assert parameters_of(theirs) == {**parameters_of(ours), "language": "zh"}


@pytest.mark.parametrize("tutorial", REGISTRY.tutorials, ids=lambda one: one.name)
@pytest.mark.parametrize("language", FOLDERS)
def test_tutorial_page_ends_with_level_run_time_model_and_versions(site, tutorial, language):
    text = Page(site / FOLDERS[language] / "tutorials" / f"{tutorial.name}.html").text
    (about,) = re.findall(r"(?:Level|难度) ?\w.{0,400}?llama-cpp-python [\d.]+", text)
    assert REGISTRY.levels[tutorial.level][language] in about
    assert re.search(r"\d+ (?:s|秒)", about)
    assert "langchain-gguf-tiny.gguf" in about


def test_site_without_an_address_shows_nothing_that_needs_one(site):
    if REGISTRY.address:
        pytest.skip("the project has an address")
    for path in pages(site):
        text = path.read_text(encoding="utf-8")
        assert "colab.research" not in text
        assert "mybinder.org" not in text
        assert 'rel="alternate"' not in text
        assert 'rel="canonical"' not in text


@pytest.mark.usefixtures("site")  # runs the notebooks
def test_site_with_an_address_has_launchers_and_absolute_links_to_twins(tmp_path):
    entries = Registry(
        "https://github.com/owner/name", REGISTRY.sections, REGISTRY.levels, REGISTRY.tutorials
    )
    build_site(tmp_path / "site", entries)
    text = (tmp_path / "site" / "zh" / "tutorials" / f"{NAMES[0]}.html").read_text("utf-8")
    assert f"colab.research.google.com/github/owner/name/blob/main/notebooks/{NAMES[0]}" in text
    assert f"mybinder.org/v2/gh/owner/name/main?urlpath=lab/tree/notebooks/{NAMES[0]}" in text
    llms = (tmp_path / "site" / "llms.txt").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)]+)\)", llms)
    assert [link for link in links if not link.startswith("https://owner.github.io/name/")] == []
    twins = dict(re.findall(r'<link rel="alternate" href="([^"]+)" hreflang="(\w+)"', text))
    assert twins == {
        f"https://owner.github.io/name/tutorials/{NAMES[0]}.html": "en",
        f"https://owner.github.io/name/zh/tutorials/{NAMES[0]}.html": "zh",
    }


def test_llms_txt_links_to_every_page_and_notebook(site):
    text = (site / "llms.txt").read_text(encoding="utf-8")
    assert text.startswith("# langchain-gguf\n\n> ")
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert {f"notebooks/{name}.ipynb" for name in NAMES} < set(links)
    assert [link for link in links if not (site / link).is_file()] == []


def test_nothing_published_tells_of_the_machine_or_the_run_that_made_it(site):
    assert traces_in(site) == []


def test_the_site_is_built_again_when_it_goes_elsewhere(tmp_path):
    assert key_of_site(tmp_path / "a") != key_of_site(tmp_path / "b")
    assert key_of_site(tmp_path / "a") == key_of_site(tmp_path / "a")


def test_what_tools_leave_among_the_sources_does_not_count():
    names = ["notebooks/.ipynb_checkpoints/a.ipynb", "scripts/__pycache__/a.pyc", "docs/index.md"]
    assert [is_left_by_tools(ROOT / name) for name in names] == [True, True, False]


def test_no_page_requests_anything_from_elsewhere(site):
    for path in pages(site):
        for address in Page(path).fetched:
            assert not urlsplit(address).netloc, f"{path.name} requests {address}"
        for script in re.findall(r"<script.*?</script>", path.read_text("utf-8"), re.DOTALL):
            assert not re.search(r"https?://", script), f"a script of {path.name} may request"
            assert urlsplit(address).scheme in ("", "data"), f"{path.name} requests {address}"
    for path in site.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(url\(|@import)\s*['\"]?(https?:)?//", text), path


def test_text_waits_for_no_script_and_only_references_have_their_style(site):
    # MkDocs makes 404.html without the steps of the other pages.
    for path in [path for path in pages(site) if path.name != "404.html"]:
        text = path.read_text(encoding="utf-8")
        assert "<script src=" not in text, path
        assert "<script defer src=" in text, path
        assert ("_mkdocstrings.css" in text) == path.name.startswith("reference"), path


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


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("reference", ["ChatLlamaCpp", "max_tokens", "bind_tools", "with_structured_output"]),
        ("reference_model_file", ["from_pretrained", "model_path", "n_gpu_layers", "lora_path"]),
        ("reference_sampling", ["temperature", "top_p", "logit_bias", "seed"]),
        ("reference_errors", ["LlamaCppError", "ContextOverflowError"]),
        ("reference_testing", ["bundled_llm_settings", "pytest_plugins"]),
    ],
)
@pytest.mark.parametrize("language", FOLDERS)
def test_reference_describes_classes_and_fields(site, language, page, names):
    text = Page(site / FOLDERS[language] / f"{page}.html").text
    assert [name for name in names if name not in text] == []


@pytest.mark.parametrize("language", FOLDERS)
def test_search_index_holds_the_tutorials(site, language):
    folder = site / FOLDERS[language]
    index = (folder / "search" / "search_index.json").read_text(encoding="utf-8")
    for name in NAMES:
        assert f"tutorials/{name}.html" in index


def test_chinese_search_index_is_cut_into_words(site):
    index = json.loads((site / "zh" / "search" / "search_index.json").read_text(encoding="utf-8"))
    words = {word for entry in index["docs"] for word in entry["text"].split("\u200b")}
    assert {"令牌", "模型", "流式", "工具"} <= words


def test_pages_stay_small(site):
    for path in pages(site):
        assert path.stat().st_size < 80_000, path.name


def test_code_keeps_its_indentation_where_the_page_around_it_has_none(site):
    text = (site / "tutorials" / "instantiation.html").read_text(encoding="utf-8")
    blocks = re.findall(r"<pre.*?</pre>", text, re.DOTALL)
    assert any("\n    " in block for block in blocks)
    assert not re.search(
        r"\n\s", re.sub(r"<(pre|script|style)\b.*?</\1>", "verbatim", text, flags=re.DOTALL)
    )


def test_a_picture_that_nothing_describes_is_refused(tmp_path):
    output = nbformat.v4.new_output("display_data", data={"image/png": PIXEL})
    cell = nbformat.v4.new_code_cell("", id="plot", outputs=[output])
    with pytest.raises(SiteError, match=r"toy\.ipynb: cell 'plot' .* no `alt`"):
        with_picture_files(nbformat.v4.new_notebook(cells=[cell]), "toy", tmp_path)


@pytest.mark.parametrize("language", FOLDERS)
def test_pictures_are_described_in_the_language_of_their_page(site, language):
    found = 0
    for path in (site / FOLDERS[language] / "tutorials").glob("*.html"):
        for alt in re.findall(r'<img src="[\w.-]+\.png" alt="([^"]*)"', path.read_text("utf-8")):
            found += 1
            assert bool(re.search(r"[\u4e00-\u9fff]", alt)) == (language == "zh")
    assert found >= 6


@pytest.mark.parametrize("page", ["benchmarks.md", "compare.md"])
def test_tables_that_the_build_writes_are_in_the_language_of_their_page(page):
    heads = {}
    for language in registry.LANGUAGES:
        text = page_source(page, language).read_text(encoding="utf-8")
        text = filled(page, text, registry.load(), language)
        heads[language] = re.findall(r"^(\|.*)\n\| ---", text, re.MULTILINE)
    assert len(heads["en"]) == len(heads["zh"]) >= 3
    assert all(head.isascii() for head in heads["en"])
    assert all(re.match(r"\| [\u4e00-\u9fff]+ \|", head) for head in heads["zh"])


def test_pictures_of_a_notebook_are_files_beside_its_page(tmp_path):
    png = base64.b64decode(PIXEL)
    outputs = [
        nbformat.v4.new_output("display_data", data={"image/png": PIXEL, "text/plain": "x"})
        for _ in range(2)
    ]
    cell = nbformat.v4.new_code_cell("", id="plot", outputs=outputs, metadata={"alt": 'a "dot"'})
    shown = with_picture_files(nbformat.v4.new_notebook(cells=[cell]), "toy", tmp_path)
    elements = [one.data["text/html"] for one in shown.cells[0].outputs]
    assert elements == [
        f'<img src="{file}" alt="a &quot;dot&quot;" width="1" height="1">'
        for file in ("toy.plot.png", "toy.plot.2.png")
    ]
    assert [(tmp_path / f"toy.plot{end}.png").read_bytes() for end in ("", ".2")] == [png, png]
    assert cell.outputs[0].data["image/png"] == PIXEL

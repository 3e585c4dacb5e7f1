"""What a reader does: opens pages, searches, changes the language, copies code, downloads."""

import json
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from scripts import registry
from tests.browser.conftest import SITE

TUTORIALS = registry.load().tutorials
PAGES = sorted(
    path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html") if path.name != "404.html"
)
# The theme's names of its colour schemes.
SCHEMES = {"light": "default", "dark": "slate"}
FOLDERS = ["", "zh/"]
COPY = "[data-clipboard-target]"
# What has the focus, and whether a reader sees that: within the window, with an outline, or with
# the cursor that a text field has. Of the button for the colours, the label is what is seen.
FOCUS = """() => {
  const one = document.activeElement;
  const seen = one.matches(".md-option") ? one.nextElementSibling : one;
  const box = seen.getBoundingClientRect(), style = getComputedStyle(seen);
  const marked = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
    || one.matches("input[type=text]");
  const inside = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  const name = `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 30)}`;
  return [name, marked && inside];
}"""


def test_the_site_has_pages():
    assert len(PAGES) > 2 * len(TUTORIALS)


@pytest.mark.parametrize("path", PAGES)
def test_page_renders_without_a_complaint_and_fits_a_phone(page, path):
    answer = page.goto(path, wait_until="networkidle")
    assert answer.status == 200
    assert page.locator("article h1").first.is_visible()
    assert page.title()
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_violation(page, path, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(path, wait_until="networkidle")
    assert page.locator("body").get_attribute("data-md-color-scheme") == SCHEMES[scheme]
    violations = Axe().run(page).response["violations"]
    shown = [
        f"{found['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for found in violations
        for node in found["nodes"][:3]
    ]
    assert not violations, "\n".join(shown)


@pytest.mark.parametrize("name", ["index", "tutorials/streaming", "design"])
@pytest.mark.parametrize(("folder", "other"), [("", "zh/"), ("zh/", "")])
def test_language_switch_leads_to_the_same_page(page, address, folder, other, name):
    code = "zh" if other else "en"
    page.goto(f"{folder}{name}.html")
    page.locator(".md-select > button").hover()
    page.locator(f".md-select__link[hreflang={code}]").click()
    page.wait_for_url(f"{address}{other}{name}.html")
    assert page.locator("html").get_attribute("lang") == code


@pytest.mark.parametrize("folder", FOLDERS)
def test_navigation_leads_through_the_tutorials_in_order(page, address, folder):
    page.goto(f"{folder}tutorials/{TUTORIALS[0].name}.html")
    for tutorial in TUTORIALS[1:]:
        page.locator(".md-footer__link--next").click()
        page.wait_for_url(f"{address}{folder}tutorials/{tutorial.name}.html")


@pytest.mark.parametrize("folder", FOLDERS)
def test_button_changes_the_colours_and_they_stay(page, folder):
    page.emulate_media(color_scheme="light")
    page.goto(f"{folder}index.html")
    body = page.locator("body")
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.locator("[data-md-component=palette] label:visible").click()
    assert body.get_attribute("data-md-color-scheme") == SCHEMES["dark"]
    assert page.evaluate(background) != light
    page.goto(f"{folder}reference.html")
    assert body.get_attribute("data-md-color-scheme") == SCHEMES["dark"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_keyboard_reaches_content_search_and_links_and_shows_where_it_is(page, folder):
    page.goto(f"{folder}tutorials/streaming.html", wait_until="networkidle")
    page.keyboard.press("Tab")
    skip = page.locator("a.md-skip")
    assert skip.evaluate("link => link === document.activeElement")
    skip.wait_for(state="visible")
    reached, unseen = [], []
    for _ in range(40):
        page.keyboard.press("Tab")
        kind, is_shown = page.evaluate(FOCUS)
        reached.append(kind)
        if not is_shown:
            unseen.append(kind)
    assert unseen == []
    assert any("md-search__input" in kind for kind in reached)
    assert any("md-nav__link" in kind for kind in reached)
    assert len(set(reached)) > 10


@pytest.mark.parametrize("folder", FOLDERS)
def test_search_opens_and_closes_with_a_key(page, folder):
    page.goto(f"{folder}index.html", wait_until="networkidle")
    search = page.locator(".md-search__input")
    page.keyboard.press("/")
    assert search.evaluate("field => field === document.activeElement")
    page.keyboard.press("Escape")
    assert not search.evaluate("field => field === document.activeElement")


@pytest.mark.parametrize(
    ("folder", "query", "expected"),
    [
        ("", "structured output", "tutorials/structured_output.html"),
        ("", "streaming", "tutorials/streaming.html"),
        ("zh/", "结构化输出", "zh/tutorials/structured_output.html"),
        ("zh/", "令牌", "zh/tutorials/"),
        ("zh/", "工具调用", "zh/tutorials/tool_calling.html"),
    ],
)
def test_search_finds_the_page(page, address, folder, query, expected):
    page.goto(f"{folder}index.html")
    page.locator(".md-search__input").click()
    page.locator(".md-search__input").fill(query)
    # The theme searches when a key goes up.
    page.locator(".md-search__input").press("End")
    link = page.locator(f".md-search-result__link[href*='{expected}']").first
    link.wait_for()
    assert link.get_attribute("href").startswith(f"{address}{expected}")


def copied(page: Page, button: Locator) -> str:
    """What a copy button puts on the clipboard."""
    page.evaluate("navigator.clipboard.writeText('')")
    button.click()
    page.wait_for_function("navigator.clipboard.readText()")
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text.strip()


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("name", ["index", "reference_testing"])
def test_copy_buttons_copy_the_code_beside_them(page, folder, name):
    page.goto(f"{folder}{name}.html")
    blocks = page.locator("div.highlight", has=page.locator(COPY))
    assert blocks.count() > 0
    for block in blocks.all():
        assert copied(page, block.locator(COPY)) == block.locator("code").inner_text().strip()


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_cell_of_a_tutorial_can_be_copied_but_not_what_it_printed(page, folder):
    page.goto(f"{folder}tutorials/quickstart.html")
    texts = [copied(page, button) for button in page.locator(COPY).all()]
    notebook = nbformat.read(SITE / folder / "notebooks" / "quickstart.ipynb", as_version=4)
    sources = [
        cell.source.strip()
        for cell in notebook.cells
        if cell.cell_type == "code" and "remove-cell" not in cell.metadata.get("tags", [])
    ]
    assert [text for text in texts if text in sources] == sources
    outputs = page.locator(".output")
    assert outputs.count() > 0
    assert outputs.locator(COPY).count() == 0


@pytest.mark.parametrize("folder", FOLDERS)
def test_download_gives_the_clean_notebook(page, folder):
    page.goto(f"{folder}tutorials/streaming.html")
    with page.expect_download() as download:
        page.locator(".notebook-download").click()
    assert download.value.suggested_filename == "streaming.ipynb"
    notebook = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert all(not cell.get("outputs") for cell in notebook["cells"])

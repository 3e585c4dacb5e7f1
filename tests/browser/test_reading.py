"""What a reader does: opens pages, searches, changes the language, copies code, downloads."""

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from scripts import registry
from tests.browser.conftest import SITE

TUTORIALS = registry.load().tutorials
PAGES = sorted(
    path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html") if path.name != "404.html"
)


def test_the_site_has_pages():
    assert len(PAGES) > 2 * len(TUTORIALS)


@pytest.mark.parametrize("path", PAGES)
def test_page_renders_without_a_complaint(page, path):
    answer = page.goto(path, wait_until="networkidle")
    assert answer.status == 200
    assert page.locator("article h1").first.is_visible()
    assert page.title()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_violation(page, path, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(path, wait_until="networkidle")
    violations = Axe().run(page).response["violations"]
    shown = [
        f"{found['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for found in violations
        for node in found["nodes"][:3]
    ]
    assert not violations, "\n".join(shown)


@pytest.mark.parametrize(("folder", "other"), [("", "zh/"), ("zh/", "")])
def test_language_switch_leads_to_the_same_page(page, address, folder, other):
    code = "zh" if other else "en"
    page.goto(f"{folder}tutorials/streaming.html")
    page.locator(".md-select > button").hover()
    page.locator(f".md-select__link[hreflang={code}]").click()
    page.wait_for_url(f"{address}{other}tutorials/streaming.html")
    assert page.locator("html").get_attribute("lang") == code


def test_navigation_leads_through_the_tutorials_in_order(page, address):
    page.goto(f"tutorials/{TUTORIALS[0].name}.html")
    for tutorial in TUTORIALS[1:]:
        page.locator(".md-footer__link--next").click()
        page.wait_for_url(f"{address}tutorials/{tutorial.name}.html")


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


@pytest.mark.parametrize("folder", ["", "zh/"])
def test_copy_button_copies_the_code(page, folder):
    page.goto(f"{folder}index.html")
    block = page.locator("div.highlight", has_text="from langchain_gguf").first
    block.hover()
    block.locator("button").first.click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text.includes('llm'))")
    assert page.evaluate("navigator.clipboard.readText()").strip() == block.inner_text().strip()


@pytest.mark.parametrize("folder", ["", "zh/"])
def test_download_gives_the_clean_notebook(page, folder):
    page.goto(f"{folder}tutorials/streaming.html")
    with page.expect_download() as download:
        page.locator(".notebook-download").click()
    assert download.value.suggested_filename == "streaming.ipynb"
    notebook = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert all(not cell.get("outputs") for cell in notebook["cells"])


def test_pages_fit_a_phone(page):
    page.set_viewport_size({"width": 360, "height": 740})
    for path in ("index.html", "tutorials/tool_calling.html", "zh/tutorials/tool_calling.html"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path

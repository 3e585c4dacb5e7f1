"""The README: its example runs and prints what it says, and its tree is the real one."""

import contextlib
import io
import re

from scripts.notebooks import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def paths_of_tree(tree: str) -> list[str]:
    """Returns the paths that an indented tree names."""
    paths = []
    parents: list[str] = []
    for line in tree.splitlines():
        name = line.split()[0]
        depth = (len(line) - len(line.lstrip())) // 2
        parents = [*parents[:depth], name.rstrip("/")]
        paths.append("/".join(parents))
    return paths


def test_example_prints_what_the_readme_says():
    (code_language, code), (output_language, expected) = FENCE.findall(README)[:2]
    assert (code_language, output_language) == ("python", "text")
    printed = io.StringIO()
    namespace: dict[str, object] = {}
    with contextlib.redirect_stdout(printed):
        exec(code, namespace)
    namespace["llm"].close()
    assert printed.getvalue() == expected


def test_tree_names_only_what_exists_and_every_module_of_package_and_scripts():
    named = paths_of_tree(FENCE.findall(README)[-1][1])
    assert [path for path in named if not (ROOT / path).exists()] == []
    modules = [*(ROOT / "src").rglob("*.py"), *(ROOT / "scripts").glob("*.*")]
    expected = {path.relative_to(ROOT).as_posix() for path in modules}
    assert expected - set(named) == set()


def test_links_lead_to_files():
    for link in re.findall(r"\]\((?!https?://)([^)#]+)\)", README):
        assert (ROOT / link).exists(), link

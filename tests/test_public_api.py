"""The public names, and which module imports which."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import langchain_gguf
from langchain_gguf import errors

PACKAGE = Path(langchain_gguf.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
MAX_LINES = 320


def relative(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def imported_modules(path: Path) -> set[str]:
    """Full names of the modules of this package that a module imports, at any depth."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names.add(node.module or "")
    return names


def layers() -> list[str]:
    """The map in the package's docstring, lowest layer first."""
    lines = (langchain_gguf.__doc__ or "").splitlines()
    return [match[1] for line in lines if (match := re.match(r"    (\w+)/? {2,}\S", line))]


def layer_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_all_is_sorted_and_every_name_in_it_is_documented() -> None:
    assert langchain_gguf.__all__ == sorted(langchain_gguf.__all__)
    for name in langchain_gguf.__all__:
        assert inspect.getdoc(getattr(langchain_gguf, name)), name


def test_every_error_is_public() -> None:
    raised = {name for name, item in vars(errors).items() if inspect.isclass(item)}
    assert raised == {name for name in langchain_gguf.__all__ if name != "ChatLlamaCpp"}


def test_everything_public_of_the_package_is_in_all() -> None:
    public = {
        name
        for name, item in vars(langchain_gguf).items()
        if not name.startswith("_") and inspect.isclass(item)
    }
    assert public == set(langchain_gguf.__all__)


def test_every_error_is_in_the_tree_of_the_docstring_with_its_built_in() -> None:
    tree = errors.__doc__ or ""
    for name in langchain_gguf.__all__:
        error = getattr(langchain_gguf, name)
        if inspect.isclass(error) and issubclass(error, Exception):
            (line,) = re.findall(rf"^.*\b{name}\b.*$", tree.split("\n\n")[1], re.MULTILINE)
            for built_in in re.findall(r"\((\w+)\)$", line):
                assert built_in in {base.__name__ for base in error.__mro__}


@pytest.mark.parametrize("name", sorted(set(langchain_gguf.__all__) - {"ChatLlamaCpp"}))
def test_every_error_is_one_of_ours(name: str) -> None:
    assert issubclass(getattr(langchain_gguf, name), langchain_gguf.LlamaCppError)


def test_the_map_names_every_module() -> None:
    present = {layer_of(path) for path in MODULES} - {"__init__"}
    assert set(layers()) == present


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_module_imports_only_what_stands_above_it_in_the_map(path: Path) -> None:
    own = layer_of(path)
    if own == "__init__":
        return
    above = layers()[: layers().index(own)]
    for name in imported_modules(path):
        if name == "langchain_gguf" or name.startswith("langchain_gguf."):
            layer = [*name.split("."), ""][1]
            assert layer == own or layer in above, f"{own} imports {name}"


@pytest.mark.parametrize("path", sorted((PACKAGE / "engine").rglob("*.py")), ids=relative)
def test_the_engine_knows_nothing_of_langchain(path: Path) -> None:
    for name in imported_modules(path):
        assert not name.startswith("langchain_core")
        if name.startswith("langchain_gguf"):
            own = ("langchain_gguf.engine", "langchain_gguf.errors", "langchain_gguf.gguf_header")
            assert name.startswith(own)


def test_only_the_runner_calls_llama_cpp() -> None:
    callers = {path.parent for path in MODULES if "llama_cpp" in imported_modules(path)}
    assert callers == {PACKAGE / "engine" / "runner"}


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_no_module_is_too_long(path: Path) -> None:
    num_lines = len(path.read_text(encoding="utf-8").splitlines())
    assert num_lines <= MAX_LINES


def test_importing_the_package_does_not_import_llama_cpp() -> None:
    script = (
        "import sys, langchain_gguf; langchain_gguf.ChatLlamaCpp(); "
        "print(sorted({'llama_cpp', 'llguidance', 'huggingface_hub'} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert result.stdout == "[]\n"

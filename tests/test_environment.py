"""One environment, described in one place: pyproject.toml, its lock, environment.yml, make."""

import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts.progress import visible_text

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def requirements_of(*extras: str) -> list[Requirement]:
    texts = list(PROJECT["dependencies"])
    for extra in extras:
        texts += PROJECT["optional-dependencies"][extra]
    return [Requirement(text) for text in texts]


def names_and_bounds(requirements: list[Requirement]) -> dict[str, tuple[str, frozenset[str]]]:
    return {
        canonicalize_name(item.name): (str(item.specifier), frozenset(item.extras))
        for item in requirements
    }


def test_conda_environment_has_the_names_and_bounds_of_pyproject():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    (pip,) = [entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict)]
    listed = [Requirement(text) for text in pip if not text.startswith("-e")]
    assert "-e ." in pip
    assert names_and_bounds(listed) == names_and_bounds(
        requirements_of("dev", "docs", "lab", "browser")
    )
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    assert "python>=3.12" in environment["dependencies"]


def test_lock_satisfies_pyproject():
    locked = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", LOCK, re.MULTILINE))
    for requirement in requirements_of("dev", "docs", "lab", "browser"):
        version = locked[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version, prereleases=True), requirement


def test_lock_has_hashes_and_no_address():
    pins = re.split(r"\n(?=\S)", LOCK.strip())
    assert all("--hash=sha256:" in pin for pin in pins if not pin.startswith("#"))
    assert "://" not in LOCK
    assert "--index-url" not in LOCK
    assert "--find-links" not in LOCK


def test_lock_names_no_package_that_only_training_needs():
    assert not re.search(r"^torch==", LOCK, re.MULTILINE)


@pytest.mark.skipif(
    Path(sys.prefix) != ROOT / ".venv" or not (ROOT / ".venv" / ".stamp").exists(),
    reason="not the environment that `make setup` makes",
)
def test_this_environment_is_the_locked_one():
    pins = re.findall(r"^([\w.-]+)==([^\s;]+)(?: ; (.*?))? \\$", LOCK, re.MULTILINE)
    assert len(pins) > 100
    environment = {**default_environment(), "extra": ""}
    wanted = {
        name: pinned
        for name, pinned, marker in pins
        if not marker or Requirement(f"{name}; {marker}").marker.evaluate(environment)
    }
    assert {name: version(name) for name in wanted} == wanted


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_alone_lists_every_target_with_one_line():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^\.PHONY: (\S+)$", makefile, re.MULTILINE)
    listing = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    lines = re.findall(r"^make (\S+)\s+(\S.*)$", listing, re.MULTILINE)
    assert [name for name, _ in lines] == targets
    assert {"site", "test", "lab", "run", "train", "evaluate", "clean"} <= set(targets)


def write_program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def find_python(path: Path, pyenv: Path, minor: int = 12) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(path), "PYENV_ROOT": str(pyenv), "HOME": str(pyenv)}
    return subprocess.run(
        [shutil.which("sh") or "/bin/sh", str(ROOT / "scripts" / "find_python.sh"), str(minor)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


RUNS = f'exec "{sys.executable}" "$@"'
REFUSES = 'echo "pyenv: python3.12: command not found" >&2; exit 127'
TOO_OLD = "exit 1"


def test_interpreter_finder_skips_a_shim_that_refuses_to_run(tmp_path):
    write_program(tmp_path / "bin" / "python3.12", REFUSES)
    write_program(tmp_path / "bin" / "python3", TOO_OLD)
    write_program(tmp_path / "pyenv" / "versions" / "3.12.1" / "bin" / "python", RUNS)
    found = find_python(tmp_path / "bin", tmp_path / "pyenv")
    assert found.returncode == 0
    assert found.stdout.split() == [sys.executable, "{}.{}.{}".format(*sys.version_info[:3])]


def test_interpreter_finder_takes_the_path_before_pyenv(tmp_path):
    write_program(tmp_path / "bin" / "python3.13", f'touch "{tmp_path}/path"; {RUNS}')
    write_program(
        tmp_path / "pyenv" / "versions" / "3.12.1" / "bin" / "python",
        f'touch "{tmp_path}/pyenv-ran"; {RUNS}',
    )
    assert find_python(tmp_path / "bin", tmp_path / "pyenv").returncode == 0
    assert not (tmp_path / "pyenv-ran").exists()


def test_interpreter_finder_fails_when_all_are_too_old(tmp_path):
    write_program(tmp_path / "bin" / "python3", RUNS)
    found = find_python(tmp_path / "bin", tmp_path / "pyenv", minor=99)
    assert found.returncode == 1
    assert found.stdout == ""


def test_compile_progress_is_a_line_for_each_tenth():
    steps = [f"  [{done}/136] Building CXX object x.o\n" for done in range(1, 137)]
    text = list(visible_text(["  noise\n", *steps, "  Successfully built x\n"], is_terminal=False))
    assert len(text) == 12
    assert text[0].startswith("   compiling llama.cpp: 1/136 (0%)")
    assert text[-2].startswith("   compiling llama.cpp: 136/136 (100%)")
    assert text[-1] == "   Successfully built x\n"


def test_compile_progress_on_a_terminal_stays_on_one_line():
    lines = ["[1/2] a\n", "[2/2] b\n", "Successfully built x\n"]
    text = "".join(visible_text(lines, is_terminal=True))
    assert text.count("\n") == 2
    assert text.count("\r") == 2


@pytest.mark.parametrize(
    "script", ["find_python.sh", "setup.sh", "setup_train.sh", "setup_compare.sh"]
)
def test_shell_scripts_parse(script):
    subprocess.run(["sh", "-n", ROOT / "scripts" / script], check=True)


def test_ci_runs_the_readme_test_command():
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "exec make test" in run
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)

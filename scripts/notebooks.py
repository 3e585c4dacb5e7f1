"""Runs the tutorials with papermill's parameters and keeps their install step up to date.

    python -m scripts.notebooks run [--profile bundled] [--force] [--jobs 2] [NAME ...]
    python -m scripts.notebooks instructions [--check]
    python -m scripts.notebooks clear

Each notebook runs once per profile, in a fresh kernel, into
build/executed/<profile>/<name>.ipynb. The site is made from these copies and the
tests read their outputs. A copy whose notebook, profile, package, model and
locked versions are still the same is not made again.
"""

import argparse
import atexit
import hashlib
import json
import os
import platform
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import Any

import nbformat
import papermill
import yaml
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbformat import NotebookNode
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from scripts import registry
from scripts.instructions import outdated_files, write_instructions
from scripts.pictures import shrink_pictures

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
PROFILES = NOTEBOOKS / "profiles"
EXECUTED = ROOT / "build" / "executed"

ANSI = re.compile(r"\x1b\[[0-9;]*m")
NUM_TRACEBACK_LINES = 25
# Starting a kernel and importing LangChain takes a core; the small model computes on one thread.
JOBS = min(2, os.cpu_count() or 1)
# The longest wait for a kernel, on a machine that may be busy.
START_SECONDS = 180
# Scripts on which outputs depend: these run the notebooks, and one tutorial starts a server.
RUN_BY = ("notebooks.py", "pictures.py", "hub_server.py", "stand_in_hub.py")
# Versions that a tutorial's page names.
REPORTED_PACKAGES = ("langchain-gguf", "langchain-core", "llama-cpp-python")


class NotebookError(Exception):
    """A notebook could not be run; the message says which one, where and why."""


def notebook_names() -> list[str]:
    """Returns the names of all tutorials, without the suffix."""
    return sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))


def load_profile(name: str) -> dict[str, Any]:
    """Returns the parameters of a profile; a relative `model_path` is made absolute.

    Raises:
        NotebookError: There is no such profile, it is not a mapping, or its model is missing.
    """
    path = PROFILES / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(other.stem for other in PROFILES.glob("*.yaml")))
        raise NotebookError(f"no profile {name!r} in notebooks/profiles; there are: {known}")
    parameters = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(parameters, dict):
        raise NotebookError(f"{path.relative_to(ROOT)} does not map parameter names to values")
    if parameters.get("model_path"):
        model = ROOT / parameters["model_path"]
        if not model.is_file():
            raise NotebookError(
                f"profile {name!r} needs the model {parameters['model_path']}, which is not there. "
                f"The first lines of {path.relative_to(ROOT)} say how to get it."
            )
        parameters["model_path"] = str(model)
    return parameters


def check_parameters(notebook: Path, profile: str, parameters: dict[str, Any]) -> None:
    """Refuses parameters that the notebook does not have; papermill would only warn.

    Raises:
        NotebookError: The profile names an unknown parameter.
    """
    known = set(papermill.inspect_notebook(str(notebook)))
    unknown = sorted(set(parameters) - known)
    if unknown:
        raise NotebookError(
            f"profile {profile!r} sets {', '.join(unknown)}, which {notebook.name} does not have; "
            f"its parameters are: {', '.join(sorted(known)) or 'none'}"
        )


def key_of(notebook: Path, parameters: dict[str, Any]) -> str:
    """Returns a hash of all that the outputs of a run depend on."""
    digest = hashlib.sha256(json.dumps(parameters, sort_keys=True).encode())
    package = sorted((ROOT / "src").rglob("*.py")) + sorted((ROOT / "src").rglob("*.gguf"))
    scripts = [ROOT / "scripts" / name for name in RUN_BY]
    for path in [notebook, *scripts, ROOT / "requirements.lock", *package]:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    if parameters.get("model_path"):
        # Too large to read each time.
        status = Path(parameters["model_path"]).stat()
        digest.update(f"{status.st_size} {status.st_mtime_ns}".encode())
    return digest.hexdigest()


def run_notebook(
    notebook: Path,
    profile: str = "bundled",
    *,
    force: bool = False,
    timeout: int = 600,
    executed_folder: Path = EXECUTED,
) -> tuple[Path, float | None]:
    """Runs a notebook on a profile, unless an executed copy of the same inputs exists.

    Args:
        notebook: The notebook to run.
        profile: Name of a file in notebooks/profiles.
        force: Run it in any case.
        timeout: Longest time for one cell, in seconds.
        executed_folder: Where the copy goes, in a folder named after the profile.

    Returns:
        The executed copy, and how long the run took in seconds (None: nothing had to run).

    Raises:
        NotebookError: The profile does not fit the notebook, or a cell failed.
    """
    if not notebook.is_file():
        raise NotebookError(
            f"no notebook {notebook.stem!r}; there are: {', '.join(notebook_names())}"
        )
    parameters = load_profile(profile)
    check_parameters(notebook, profile, parameters)
    target = executed_folder / profile / notebook.name
    key_file = target.with_suffix(".key")
    key = key_of(notebook, parameters)
    if not force and target.is_file() and key_file.is_file() and key_file.read_text() == key:
        return target, None

    target.parent.mkdir(parents=True, exist_ok=True)
    for old in (target, key_file):
        old.unlink(missing_ok=True)
    executed = parameterized(notebook, parameters)
    started = time.monotonic()
    execute(executed, target, offline=parameters.get("model_path") is None, timeout=timeout)
    seconds = time.monotonic() - started
    shrink_pictures(executed)
    executed.metadata["run"] = facts_of_run(parameters, seconds)
    nbformat.write(executed, target)
    key_file.write_text(key)
    return target, seconds


def facts_of_run(parameters: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Returns what the page of a tutorial says of its run: seconds, model file, versions."""
    versions = {name: metadata.version(name) for name in REPORTED_PACKAGES}
    bundled = next((ROOT / "src" / "langchain_gguf" / "models").glob("*.gguf"))
    return {
        "seconds": round(seconds, 2),
        "model": Path(parameters.get("model_path") or bundled).name,
        "versions": {"Python": platform.python_version(), **versions},
    }


def parameterized(notebook: Path, parameters: dict[str, Any]) -> NotebookNode:
    """Returns a notebook with a cell that sets parameters after the one that declares them."""
    # papermill's loader adds the metadata that its parameterize needs.
    filled: NotebookNode = parameterize_notebook(load_notebook_node(str(notebook)), parameters)
    return filled


def execute(notebook: NotebookNode, target: Path, *, offline: bool, timeout: int) -> None:
    """Executes a notebook in place; a failed one is kept beside `target`.

    Raises:
        NotebookError: A cell failed, took too long, or the kernel died or did not start.
    """
    started: list[str] = []
    client = NotebookClient(
        notebook,
        on_cell_start=lambda cell, cell_index: started.append(cell.id),  # noqa: ARG005
        timeout=timeout,
        startup_timeout=START_SECONDS,
        kernel_name="python3",
        # Streamed tokens are one output, not one each.
        coalesce_streams=True,
        # Not notebooks/: what a notebook writes must not land among the sources.
        resources={"metadata": {"path": str(ROOT / "build")}},
    )
    environment = dict(os.environ)
    if offline:
        environment["HF_HUB_OFFLINE"] = "1"
    failed = target.with_suffix(".failed.ipynb")
    failed.unlink(missing_ok=True)
    try:
        client.execute(env=environment)
    # A RuntimeError: the kernel died, or did not start.
    except (CellExecutionError, CellTimeoutError, RuntimeError) as error:
        # nbclient forgets this where the kernel did not start; it would print a traceback at exit.
        atexit.unregister(client._cleanup_kernel)
        nbformat.write(notebook, failed)
        raise NotebookError(describe_failure(started[-1:], error, failed)) from None


def describe_failure(cell_ids: list[str], error: Exception, failed: Path) -> str:
    """Returns which cell failed and the end of its traceback."""
    where = f"cell {cell_ids[0]!r}" if cell_ids else "the kernel"
    shown = failed.relative_to(ROOT) if failed.is_relative_to(ROOT) else failed
    lines = ANSI.sub("", str(error)).strip().splitlines()[-NUM_TRACEBACK_LINES:]
    return "\n".join([f"{where} failed; the run so far is in {shown}", *lines])


def run_command(arguments: argparse.Namespace) -> int:
    """Runs the notebooks that were named, or all; goes on after a failure.

    Those that are not named run on the profiles that notebooks/registry.yaml says.
    """
    profiles = arguments.profile or ["bundled"]
    names = [Path(name).stem for name in arguments.names] or notebook_names()
    runs = [(name, profile) for profile in profiles for name in names]
    if not arguments.names:
        kept = {
            (one.name, profile) for one in registry.load().tutorials for profile in one.profiles
        }
        pinned = {profile for _, profile in kept}
        runs = [run for run in runs if run in kept or run[1] not in pinned]
    print(f"== Running {len(runs)} notebook(s) on profile {', '.join(profiles)}", flush=True)
    with ThreadPoolExecutor(arguments.jobs) as pool:
        started = [pool.submit(run_and_report, *run, arguments) for run in runs]
    return 0 if all(future.result() for future in started) else 1


def run_and_report(name: str, profile: str, arguments: argparse.Namespace) -> bool:
    """Runs one notebook, prints how it went in one piece, and returns whether it went well."""
    try:
        target, seconds = run_notebook(
            NOTEBOOKS / f"{name}.ipynb",
            profile,
            force=arguments.force,
            timeout=arguments.timeout,
        )
    except NotebookError as error:
        print(f"   {name}: failed\n{error}", flush=True)
        return False
    done = "unchanged" if seconds is None else f"{seconds:.1f} s"
    print(f"   {name}: {done} -> {target.relative_to(ROOT)}", flush=True)
    return True


def instructions_command(arguments: argparse.Namespace) -> int:
    """Writes the install instructions, or only tells which files are out of date."""
    if not arguments.check:
        for path in write_instructions():
            print(f"wrote {path.relative_to(ROOT)}")
        return 0
    outdated = outdated_files()
    for path in outdated:
        print(f"{path.relative_to(ROOT)}: install instructions differ; run `make instructions`")
    return 1 if outdated else 0


def cleared(notebook: NotebookNode) -> NotebookNode:
    """Returns a notebook as it is stored: without outputs, counts and editors' metadata.

    A cell keeps its tags, and under `alt` the description of the picture that it draws.
    """
    for cell in notebook.cells:
        kept = {name: cell.metadata[name] for name in ("tags", "alt") if cell.metadata.get(name)}
        cell.metadata = NotebookNode(kept)
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    notebook.metadata = NotebookNode(kernelspec=NotebookNode(kernel))
    return notebook


def clear_command(arguments: argparse.Namespace) -> int:  # noqa: ARG001
    """Clears every notebook of notebooks/ in place."""
    for name in notebook_names():
        path = NOTEBOOKS / f"{name}.ipynb"
        before = path.read_text(encoding="utf-8")
        after = nbformat.writes(cleared(nbformat.reads(before, as_version=4))) + "\n"
        if after != before:
            path.write_text(after, encoding="utf-8")
            print(f"cleared {path.relative_to(ROOT)}")
    return 0


def main() -> int:
    """Runs the command line and returns the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    run = commands.add_parser("run", help="run notebooks into build/executed")
    run.add_argument("names", nargs="*", metavar="NAME", help="default: all")
    run.add_argument("--profile", action="append", help="bundled; may be given several times")
    run.add_argument("--jobs", type=int, default=JOBS, help="notebooks that run at a time")
    run.add_argument("--force", action="store_true", help="also run what has not changed")
    run.add_argument("--timeout", type=int, default=3600, help="seconds per cell")
    run.set_defaults(command=run_command)
    instructions = commands.add_parser("instructions", help="write the install instructions")
    instructions.add_argument("--check", action="store_true", help="only compare")
    instructions.set_defaults(command=instructions_command)
    clear = commands.add_parser("clear", help="remove outputs from the notebooks")
    clear.set_defaults(command=clear_command)
    arguments = parser.parse_args()
    try:
        status: int = arguments.command(arguments)
    except NotebookError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())

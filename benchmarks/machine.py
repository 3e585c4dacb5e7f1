"""What the figures were made on."""

from __future__ import annotations

import os
import platform
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import langchain_gguf
from benchmarks.llama import NUM_THREADS

PACKAGES = ("llama-cpp-python", "llguidance", "langchain-core", "numpy")


def describe(*, quick: bool) -> dict[str, Any]:
    """Returns the machine, the versions and the settings of a run."""
    return {
        "date": time.strftime("%Y-%m-%d"),
        "quick": quick,
        "threads": NUM_THREADS,
        "processor": processor(),
        "cores": available_cores(),
        "memory_gib": memory_gib(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "langchain-gguf": langchain_gguf.__version__,
        **{name: version(name) for name in PACKAGES},
        "load_before": round(os.getloadavg()[0], 2),
    }


def available_cores() -> int:
    """Returns the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def processor() -> str:
    """Returns the processor's name."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def memory_gib() -> int:
    """Returns the memory of the machine."""
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)

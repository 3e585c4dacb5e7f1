"""Lighthouse's scores of the home page and three tutorials, served with compression."""

import json
import os
import subprocess

import pytest

from tests.browser.conftest import ROOT

LIGHTHOUSE = ROOT / "build" / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
LEAST = {"performance": 0.95, "accessibility": 1.0, "best-practices": 1.0, "seo": 1.0}


@pytest.mark.skipif(not LIGHTHOUSE.exists(), reason="Lighthouse needs Node and npm")
@pytest.mark.parametrize(
    "path",
    [
        "index.html",
        "tutorials/instantiation.html",
        "tutorials/tool_calling.html",
        "zh/tutorials/streaming.html",
    ],
)
def test_lighthouse_scores(address, chromium, path, tmp_path):
    report = tmp_path / "report.json"
    flags = ["--quiet", "--output=json", f"--output-path={report}"]
    flags += ["--chrome-flags=--headless=new --no-sandbox"]
    subprocess.run(
        [LIGHTHOUSE, address + path, *flags],
        env={**os.environ, "CHROME_PATH": chromium},
        check=True,
        timeout=300,
    )
    result = json.loads(report.read_text(encoding="utf-8"))
    scores = {name: result["categories"][name]["score"] for name in LEAST}
    # Performance says something of the page only where nothing else runs. Lighthouse puts desktops
    # between 1000 and 2000.
    speed = f"this machine's benchmark index: {result['environment']['benchmarkIndex']:.0f}"
    print(path, scores, speed)
    short = {name: score for name, score in scores.items() if score < LEAST[name]}
    failed = [
        f"{audit['id']}: {audit['title']}"
        for audit in result["audits"].values()
        if audit.get("score") is not None and audit["score"] < 1
    ]
    assert not short, "\n".join([speed, *failed])

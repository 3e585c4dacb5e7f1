"""Runs the comparison and records it."""

from __future__ import annotations

import sys

from compare import record
from compare.guard import ROOT, SuiteError


def main() -> int:
    """Run every suite; the exit status says whether that was possible, not how they ended."""
    try:
        result = record.run_all()
    except SuiteError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    record.save(result)
    print(f"== {record.RECORD.relative_to(ROOT)} holds the outcomes; commit it")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The command line of scripts.site."""

import argparse
import sys
from pathlib import Path

from scripts.registry import ROOT, RegistryError
from scripts.site import SiteError, renew_site


def main() -> int:
    """Runs the command line and returns the exit status."""
    parser = argparse.ArgumentParser(description="build the site, unless nothing has changed")
    parser.add_argument("--site-dir", type=Path, default=ROOT / "site")
    parser.add_argument("--force", action="store_true", help="build it in any case")
    arguments = parser.parse_args()
    folder = arguments.site_dir.resolve()
    print("== Building the site from build/executed and docs/", flush=True)
    try:
        built = renew_site(folder, force=arguments.force)
    except (SiteError, RegistryError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"== The site is in {folder}{'' if built else ' (unchanged)'}")
    print(f"   Open {folder / 'index.html'} in a browser; `make serve` adds search.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

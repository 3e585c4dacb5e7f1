"""Builds the documentation site, once for each language.

    python -m scripts.site [--site-dir site] [--force]

`stage` collects the pages of a language in build/docs/<language>: the files of docs/, the
changelog, the tutorials as they were executed, and the notebooks as they are edited, for download.
`build` makes pages of them with MkDocs, unless nothing has changed; `llms` writes llms.txt.
"""

from scripts.site.build import build_site, renew_site
from scripts.site.settings import SiteError

__all__ = ["SiteError", "build_site", "renew_site"]

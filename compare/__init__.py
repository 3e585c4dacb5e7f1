"""LangChain's standard suites over the chat models that run GGUF files.

    make compare    about two minutes; writes docs/compare.json, which the site's page is made of

The classes run in an environment of their own (scripts/setup_compare.sh), with the flags, the
model file and the settings of suites.py. A class may end the process; guard.py starts another one
for the tests that are left.

    suites       the suites: which class, which flags, on what
    recorder     pytest's plugin: writes each outcome down as it comes
    guard        runs a suite to its end, whatever happens to its process
    page         the page on the site
    page_texts   its words in English and Chinese
"""

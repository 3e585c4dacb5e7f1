"""The wire formats, one module each; `tool_formats/table.py` has them in order."""

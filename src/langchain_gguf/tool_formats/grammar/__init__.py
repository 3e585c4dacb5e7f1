"""Writes the grammars that hold a reply to a format and to the schemas of the tools."""

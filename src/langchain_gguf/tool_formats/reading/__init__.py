"""Reads calls out of a reply while it arrives."""

"""Tests that mistreat the model: load, cancelling, closing, forking, hostile text.

Each runs in a process of its own (`program.py`), short in `make test`, long in `make torture`.
"""

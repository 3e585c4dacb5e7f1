"""Trains the tiny model that ships with langchain-gguf, from text made here."""

"""Metrics: each once, with its name, unit, sentence and definition; pages, terminal and API use no other."""

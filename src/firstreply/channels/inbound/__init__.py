"""Inbound: signed JSON of any program, read by a mapping."""

"""Backup and restore: one file, with the proof of what is in it."""

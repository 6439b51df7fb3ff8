"""Processes: one of each kind, and the supervisor that keeps them."""

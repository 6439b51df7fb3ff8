"""Benchmarks: each figure of the quality goals, measured beside its peers."""

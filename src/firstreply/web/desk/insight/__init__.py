"""Insights: how fast, how many, how well; every number opens."""

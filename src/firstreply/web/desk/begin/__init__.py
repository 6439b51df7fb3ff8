"""The first ten minutes, and sample data."""

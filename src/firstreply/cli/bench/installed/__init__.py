"""Benchmarks of the whole product: started as a user starts it, measured from outside."""

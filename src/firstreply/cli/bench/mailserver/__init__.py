"""Mail server: a real one of our own, and a line to it that breaks; for measurements and tests."""

"""What is shown without signing in: wall and badge."""

"""What an operator does to a live system: organisations, tokens, a test of the whole way in."""

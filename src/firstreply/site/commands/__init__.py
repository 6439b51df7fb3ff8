"""Commands of an operator: thin, and nothing heavy is loaded before one is run."""

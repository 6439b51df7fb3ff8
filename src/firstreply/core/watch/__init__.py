"""Watch: whether an account still lives: its usual rhythm, silences that are not usual, and failures (C9)."""

"""Running it: settings, the embedded PostgreSQL, the processes, and what an operator asks of them."""

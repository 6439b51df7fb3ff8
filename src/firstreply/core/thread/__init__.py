"""Thread: which messages belong to one conversation, and what shows it."""

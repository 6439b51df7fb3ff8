"""Form: a form on the web: its definition, what was filled in, and who filled it in."""

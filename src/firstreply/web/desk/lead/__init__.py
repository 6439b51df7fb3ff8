"""One lead: what was said, what is known, what comes next."""

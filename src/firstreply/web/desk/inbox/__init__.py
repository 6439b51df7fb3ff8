"""My leads: whom to answer now."""

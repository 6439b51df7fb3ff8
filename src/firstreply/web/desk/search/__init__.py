"""Search, saved views and export."""

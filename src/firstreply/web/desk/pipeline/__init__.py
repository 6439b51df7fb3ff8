"""Pipeline: leads by stage, as a board and as a list."""

"""The embedded PostgreSQL: the programs of a wheel, kept as one server per home folder."""

"""Teach: where in what comes each field of a person stands, shown on an example: of a program's JSON, of a mail."""

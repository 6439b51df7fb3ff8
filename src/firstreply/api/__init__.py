"""API: version 1 of the REST interface, a thin shell round the journey."""

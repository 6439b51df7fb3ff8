"""Web: what people meet in a browser."""

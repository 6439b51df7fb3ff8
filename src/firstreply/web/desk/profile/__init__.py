"""One's own: how the desk looks, how alerts come."""

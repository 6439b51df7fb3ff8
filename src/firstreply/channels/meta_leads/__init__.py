"""Meta lead ads: forms inside Facebook and Instagram."""

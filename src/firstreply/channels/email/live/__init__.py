"""Live: a mailbox as it is now: who may read it, which folders, what is new in them."""

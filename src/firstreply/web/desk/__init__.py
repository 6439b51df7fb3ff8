"""Desk: the pages on which an admin sets channels up and sees how they are; without script wherever that can be."""

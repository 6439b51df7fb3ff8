"""Account: the pages of one account of a channel."""

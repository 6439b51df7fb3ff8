"""Jobs: what goes on by itself: arrivals, what is due, what is to be sent."""

"""Statistics over arrays of waits: curves that count the unanswered, buckets, comparisons."""

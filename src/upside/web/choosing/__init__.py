"""Pages of short lists: whoever chooses or ranks, and the coordinator who opens them."""

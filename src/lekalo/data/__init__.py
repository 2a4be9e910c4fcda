"""Sources, splits, masks and batches: from people's files to rows of tokens."""

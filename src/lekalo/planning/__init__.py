"""What to do with the data at hand, and what each way would cost: nothing here trains."""

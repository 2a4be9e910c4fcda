"""Look at data as the model will see it, hold rows out, and bring it from other formats."""

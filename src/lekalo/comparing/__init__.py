"""Several recipes on the same data: which is better, by how much, and at what cost."""

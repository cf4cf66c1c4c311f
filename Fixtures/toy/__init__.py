"""A toy detector experiment with known truth."""

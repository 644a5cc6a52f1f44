"""What changes, and tells."""

"""Everything on disk, used without a window."""

"""One filter as other libraries see it: by which call, with which padding, and where results differ."""

"""Models of other frameworks as layers of this program."""

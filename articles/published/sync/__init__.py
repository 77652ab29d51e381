"""Keeping a copy in step: the difference between two states of a slice, in pages."""

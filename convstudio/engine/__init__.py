"""Arithmetic on arrays: arrays in, arrays out."""

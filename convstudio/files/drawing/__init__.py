"""Drawings: a few kinds of shapes on a sheet, written as pixels, SVG, PDF or TikZ."""

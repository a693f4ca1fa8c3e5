"""Scenarios and values from outside: files, names, paths."""

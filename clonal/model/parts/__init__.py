"""The nouns of a scenario, one a file."""

"""What a scenario means, in words and in a schema."""

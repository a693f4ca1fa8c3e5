"""What all tables share: kinds of value, paths, forms, and what is wrong with them."""

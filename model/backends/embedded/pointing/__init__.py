"""Ground: a query in words, and the places on the picture that it means."""

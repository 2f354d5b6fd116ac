"""Every document that is no PDF, made into one, with the tables and charts it holds as data."""

"""Opening Office files safely: what a package holds, without bombs, macros and outer links."""

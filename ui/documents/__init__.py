"""The Documents tab: what it holds, shows, asks and gives away."""

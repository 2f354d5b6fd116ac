"""One module a tab, each with ``build(shell)``."""

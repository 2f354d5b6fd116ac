"""What the Web page tab is made of; the tab itself is in ``tabs/webpage.py``."""

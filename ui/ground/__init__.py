"""What the Ground tab is made of; the tab itself is in ``tabs/ground.py``."""

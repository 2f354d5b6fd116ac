"""What the Chat tab is made of; the tab itself is in ``tabs/chat.py``."""

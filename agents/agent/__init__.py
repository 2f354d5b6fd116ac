"""The parts of the GUI agent; ``agents/gui_agent.py`` is its front door."""

"""The parts of the web builder: asking, drawing and scoring, and choosing what to repair."""

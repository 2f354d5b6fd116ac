"""Rebuild: from what was seen on a screenshot, the HTML that a developer would have written."""

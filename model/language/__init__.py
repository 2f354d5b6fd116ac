"""Words and values of text made comparable: no page, no picture and no model needed."""

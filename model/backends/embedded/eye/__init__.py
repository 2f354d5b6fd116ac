"""The eye: text lines, interface elements, colours and shapes from a picture's pixels."""

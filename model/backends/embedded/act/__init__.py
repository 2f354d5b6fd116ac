"""Act: a grounded planner without a language model; the task in words, one next action out."""

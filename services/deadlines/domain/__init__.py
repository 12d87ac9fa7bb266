"""What is due, by which rule, and how it came to be due that day: one file a rule, pure."""

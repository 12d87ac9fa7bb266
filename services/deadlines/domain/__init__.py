"""What is due, by which rule, and what breaks the plan: one file a rule, pure."""

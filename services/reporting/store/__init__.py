"""What reporting keeps, and how it is asked: one statement a step."""

"""What notices keeps: its tables, and every statement on them."""

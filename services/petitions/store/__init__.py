"""What petitions keeps: its tables, and every statement on them."""

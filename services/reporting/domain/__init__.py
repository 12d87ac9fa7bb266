"""What the forms say, as values: no table, no topic, no clock."""

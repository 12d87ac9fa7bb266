"""Deadlines over HTTP: lists, what is overdue, one deadline explained."""

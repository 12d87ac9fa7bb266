"""What is due, what moved, what was met, what is overdue: computed once for all (R4, R7, R8, R11–R18)."""

"""What the units tell of their conferences, from the plan of the year to the report (R1–R9, R17, R18)."""

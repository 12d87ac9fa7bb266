"""petitions: what businesses ask, who answers, and in which state it stands (R10–R16, R23)."""

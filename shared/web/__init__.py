"""HTTP as every service speaks it: problems by RFC 9457, health, metrics, idempotent commands."""

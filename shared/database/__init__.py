"""PostgreSQL as every service uses it: one engine, rows in bulk, migrations."""

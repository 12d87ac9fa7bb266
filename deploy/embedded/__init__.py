"""How do Apache Kafka and PostgreSQL run on one machine with nothing installed but Python? See README.md."""

"""The machinery between Kafka and PostgreSQL: at least once in, effects once, nothing lost.

One step a file.
"""

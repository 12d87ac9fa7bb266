"""The sample year: 2024 with every obliged unit, its and 25 records that should not have come."""

from deploy.sample.load import SampleRecord, expected, load

__all__ = ["SampleRecord", "expected", "load"]

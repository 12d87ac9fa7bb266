"""The plan's forms as workbooks: the only place that knows openpyxl. Pure: values in, the bytes of a
file out."""

from services.reporting.exports.appendix_1 import appendix_1
from services.reporting.exports.appendix_2 import appendix_2
from services.reporting.exports.appendix_3 import appendix_3, appendix_3_as_frozen
from services.reporting.exports.follow_up import beyond_competence, to_urge

__all__ = ["appendix_1", "appendix_2", "appendix_3", "appendix_3_as_frozen", "beyond_competence", "to_urge"]

"""What is true of agreement: the reports."""

from agreement.models.reports import Report, ReportPart

__all__ = ["Report", "ReportPart"]

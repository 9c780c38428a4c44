"""What is true of agreement: the reports."""

from agreement.models.reports import Report

__all__ = ["Report"]

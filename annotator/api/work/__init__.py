"""The rater's API: shifts, claims, judgments, skips. Work is named by its key alone."""

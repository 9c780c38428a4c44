"""What is true of deliveries: the exports."""

from preferences.models.exports import Export

__all__ = ["Export"]

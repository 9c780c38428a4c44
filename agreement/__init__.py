"""Asks whether judgments can be trusted. Knows raters, items and categories; nothing of models."""

"""Simulated raters: the demo's small study (``study``, ``raters``, ``demo_content``) and whole days (``day``)."""

"""Runs Touchstone on one machine: one process starts, watches and stops broker, web, worker and beat."""

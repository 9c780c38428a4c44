"""Django's PostgreSQL engine with a check of a kept connection that asks nothing of the server."""

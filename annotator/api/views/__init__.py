"""Views: each validates, makes one domain call, and serializes."""

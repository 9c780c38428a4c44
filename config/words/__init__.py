"""The catalogue of what the server says: found in the code, kept as a ``.po`` file, compiled when it has changed."""

"""What `manage.py analyze` can do with a file."""

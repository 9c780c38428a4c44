"""WSGI entry point for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# Everything is loaded here, before gunicorn forks: the first raters don't wait for it, and the processes share it.
_addresses = get_resolver().url_patterns  # reading them loads every view
# What is loaded by now stays: the collector need not go through it again and again, nor copy its pages by doing so.
gc.collect()
gc.freeze()
# A request leaves little behind that only the collector can free: it need not look after every few hundred objects.
gc.set_threshold(20_000, 20, 20)

"""Keyset pages: a page costs the same wherever it is in the list."""

from rest_framework.pagination import CursorPagination


class KeysetPagination(CursorPagination):
    """Pages by the view's ``ordering`` (newest first unless it says otherwise); ``?page_size=`` up to 200."""

    ordering = "-id"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

"""Serves work to raters and takes their judgments. Knows nothing of agreement or of which model won."""

"""Importing: items and votes from JSONL and CSV files, streamed, in batches that land whole or not at all."""

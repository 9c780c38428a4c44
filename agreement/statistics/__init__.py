"""Pure numpy statistics of agreement: arrays in, Estimates out, no database and no web."""

"""Files that other tools wrote: one module per format."""

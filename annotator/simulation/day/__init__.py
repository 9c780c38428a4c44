"""A working day of many raters in memory, driven by the product's own policies, with the truth known."""

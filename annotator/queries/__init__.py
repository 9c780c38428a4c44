"""What may be asked: reads only, one module per room of the product."""

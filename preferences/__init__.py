"""Says what judgments mean for the models, and hands the data over."""

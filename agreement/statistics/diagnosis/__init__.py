"""Why agreement is low: candidate causes, each with its effect on alpha, its uncertainty and its test."""

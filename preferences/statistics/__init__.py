"""Pure numpy statistics of preferences: who is preferred, by how much, and what biases the choice."""

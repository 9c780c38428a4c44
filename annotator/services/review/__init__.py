"""Review: cases are found or opened, claimed by reviewers, and decided, sent back or dismissed."""

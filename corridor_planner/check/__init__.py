"""Independent checkers: every kind of plan recomputed from its input alone."""

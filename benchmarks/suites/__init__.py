"""One module per suite, each with a ``SUITE``."""

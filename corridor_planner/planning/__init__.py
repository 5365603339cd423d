"""The use cases: what the command line, the web and notebooks call."""

"""The door to our own files: tables, profiles, lists of stops, networks."""

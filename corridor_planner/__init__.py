"""Plan freight corridors and journeys across the borders of Central Asia and the Caucasus."""

__version__ = "0.1.0"

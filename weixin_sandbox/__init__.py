"""A WeCom world on a laptop: the official paths, limits, errors and callbacks, with people and a clock to move."""

__version__ = "0.1.0"

"""Siyu (私域): the open system with which a brand runs its private domain on WeChat."""

__version__ = "0.1.0"

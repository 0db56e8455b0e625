"""Tools for those who work on Siyu; nothing here ships."""

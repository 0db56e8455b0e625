"""Features, one folder each; nothing outside a play imports it."""

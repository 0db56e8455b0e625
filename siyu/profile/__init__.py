"""Who they are: persons, identities, relations, tags, timeline, and reading WeCom's present state."""

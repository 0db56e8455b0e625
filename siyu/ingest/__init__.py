"""The one door: callback inbox, drainer, event log, listeners."""

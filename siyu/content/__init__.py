"""What can be said: materials and messages."""

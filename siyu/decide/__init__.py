"""Whether and when: intents become decisions with reasons."""

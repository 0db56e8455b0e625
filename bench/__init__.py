"""Benchmarks: each module of this folder measures one thing against a peer and a physical limit, in one run."""

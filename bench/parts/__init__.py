"""What the benchmarks share: figures, load, servers, and the peers they are compared with."""

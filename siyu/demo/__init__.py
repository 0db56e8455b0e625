"""The demonstration: a seeded tea-house chain on this machine, run through the same doors as any brand."""

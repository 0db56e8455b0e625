"""What every room uses: database, clock, ids, jobs, errors, egress, field encryption."""

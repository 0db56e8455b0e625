"""What came of it: what happened, workbench figures."""

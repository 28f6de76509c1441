"""Speed, measured beside named peers; ``python -m tests.benchmarks.performance`` writes the table."""

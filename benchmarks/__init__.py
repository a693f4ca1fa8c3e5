"""Speed beside hand-written loops and other simulators: ``python -m benchmarks``."""

"""Benchmarks: declared cases, each with a check of its answer, run beside peers on the same data.

``python -m benchmarks SUITE`` runs one; ``docs/explanation/performance.md`` tells how to read them.
"""

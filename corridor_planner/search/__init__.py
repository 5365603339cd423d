"""Array algorithms: earliest arrival, shortest paths, reachability."""

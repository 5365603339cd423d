"""Complete Pareto fronts of the literature, exact vector by vector. Skipped where they are not at hand."""

import pytest

from benchmarks.mosp import list_instances, read_network
from corridor_planner.search.pareto import pareto_ways


@pytest.fixture(scope="module")
def instances(shared):
    folder = shared / "bench" / "mosp"
    if not folder.is_dir():
        pytest.skip(f"needs {folder}")
    return list_instances(folder)


def test_every_known_front_is_found_exactly(instances):
    assert len(instances) >= 10
    for instance in instances:
        roads, values = read_network(instance.network)
        ways = pareto_ways(roads, values, [instance.source], [instance.target])
        assert tuple(way.totals for way in ways) == instance.known, instance.name


def test_a_third_criterion_only_adds_ways(instances):
    """With the number of arcs as third criterion the fronts of two are still there, as their best members."""
    for instance in [i for i in instances if i.name.startswith("DC")]:
        roads, values = read_network(instance.network)
        three = [way.totals for way in pareto_ways(
            roads, [*values, [1] * values.shape[1]], [instance.source], [instance.target])]  # fmt: skip
        pairs = {totals[:2] for totals in three}
        best = {p for p in pairs if not any(o != p and o[0] <= p[0] and o[1] <= p[1] for o in pairs)}
        assert best == set(instance.known)

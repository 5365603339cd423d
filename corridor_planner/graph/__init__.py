"""The network: arrays, the backbone, places to search, the nearest node, and networkx views.

Only the light parts are named here; ``graph.views`` needs networkx, geopandas and shapely.
"""

from corridor_planner.graph.assembly import NetworkDraft, assemble
from corridor_planner.graph.network import Arcs, Flag, Geometry, Network, NetworkMeta, Nodes

__all__ = ["Arcs", "Flag", "Geometry", "Network", "NetworkDraft", "NetworkMeta", "Nodes", "assemble"]

"""Plans as files and lines: GeoJSON, GPX, CSV, JSON, maps, and one readable line.

Every writer takes the plan document as parsed JSON (``PlanDocument.to_json`` read back), so that a
saved file and a fresh answer go the same way. Modules load on their own; nothing is imported here.
"""

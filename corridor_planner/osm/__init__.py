"""The door to OpenStreetMap: read extracts and build networks from them."""

"""Ways as lines of text: what libosmium writes is read back as it was."""

from __future__ import annotations

import osmium

from corridor_planner.osm.way_text import UNDEFINED, lines_writer, read_lines, read_tags, read_ways

ODD = "a b=c,d%e@f\u00fc\U0001f600\n"


def drawn(tmp_path):
    """Two nodes, a way over them with a missing one between, a way without nodes, and a deleted way."""
    path = tmp_path / "ways.osm"
    path.write_text(f"""<osm version="0.6">
        <node id="1" lon="-10.5" lat="0.0000001"/><node id="12000000000" lon="179.9999999" lat="-1"/>
        <way id="5" version="3"><nd ref="1"/><nd ref="99"/><nd ref="12000000000"/>
        <tag k="highway" v="road"/><tag k="name" v="{ODD.encode('ascii', 'xmlcharrefreplace').decode()}"/></way>
        <way id="6"><tag k="highway" v="track"/></way>
        <way id="7" version="2" visible="false"><nd ref="1"/><tag k="highway" v="track"/></way></osm>
    """.replace("\n</", "</").replace("\n\"/>", "&#10;\"/>"), encoding="utf-8")  # fmt: skip
    return path


def test_ways_come_back_with_ids_versions_tags_and_places(tmp_path) -> None:
    places = osmium.index.create_map("flex_mem")
    locations = osmium.NodeLocationsForWays(places)
    locations.ignore_errors()
    with osmium.io.Reader(str(drawn(tmp_path))) as reader, lines_writer(tmp_path / "lines") as writer:
        osmium.apply(reader, locations, writer)
    (block,) = read_lines(tmp_path / "lines")
    assert block.way_id.tolist() == [5, 6]
    assert block.version.tolist() == [3, 0]
    assert block.size.tolist() == [3, 0]
    assert block.ref.tolist() == [1, 99, 12_000_000_000]
    assert block.x.tolist() == [-105_000_000, UNDEFINED, 1_799_999_999]
    assert block.y.tolist() == [1, UNDEFINED, -10_000_000]
    assert dict(read_tags(block.tags[0], frozenset({b"name", b"highway"}))) == {"highway": "road", "name": ODD}
    assert read_tags(block.tags[0], frozenset({b"surface"})) == ()
    again = read_ways(drawn(tmp_path), {5}, places)
    assert again.way_id.tolist() == [5]
    assert again.x.tolist() == block.x.tolist()
    (line,) = [line.tolist() for _, line in again.degrees()]
    assert line == [[-10.5, 1e-7], [179.9999999, -1.0]]


def test_nothing_gives_nothing(tmp_path) -> None:
    (tmp_path / "lines").write_bytes(b"")
    assert list(read_lines(tmp_path / "lines")) == []
    (tmp_path / "lines").write_bytes(b"n1 v1 dV Tplace=town x1 y1\n")
    (block,) = read_lines(tmp_path / "lines")
    assert len(block.way_id) == len(block.ref) == 0

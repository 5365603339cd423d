"""The example scripts run and answer their question."""

from __future__ import annotations

import pytest

from tests.support.scripts import ROOT, load_script

SAID = {
    "khorgos_to_poti_in_march": ("earliest arrival", "cheapest", "az-ge-boyuk-kesik-rail"),
    "ten_cities_in_the_best_order": ("Samarkand", "best order", "borders"),
    "can_i_cross_here": ("From GE to AZ", "no   ", "yes  "),
    "route_on_an_osm_file": ("earliest arrival: 14.7", "cheapest: 9.7"),
}


def test_every_example_is_run_here() -> None:
    assert {path.stem for path in (ROOT / "examples").glob("*.py")} == set(SAID)


@pytest.mark.parametrize("name", SAID)
def test_an_example_answers_its_question(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    script = load_script(f"examples/{name}.py")
    if name == "route_on_an_osm_file":
        script.main([])
    else:
        script.main()
    out = capsys.readouterr().out
    for words in SAID[name]:
        assert words in out, out

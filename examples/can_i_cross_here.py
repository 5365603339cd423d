"""Where may a German car cross from Georgia to Azerbaijan, and where back? Every post, with the reason."""

from __future__ import annotations

from corridor_planner.cost.permissions import Traveller, refusal
from corridor_planner.domain import Party
from corridor_planner.messages import text
from corridor_planner.planning.session import open_planner

COUNTRIES = ("GE", "AZ")


def main() -> None:
    """Print every crossing by road between the two, in both directions."""
    who = Traveller(nationality="DE", registration="DE")
    posts = [
        crossing for crossing in open_planner().world.crossings.values()
        if crossing.mode == "road" and {crossing.country_a, crossing.country_b} == set(COUNTRIES)
    ]  # fmt: skip
    for origin, destination in (COUNTRIES, COUNTRIES[::-1]):
        print(f"From {origin} to {destination}:")
        for post in posts:
            refused = refusal(post, origin, Party.CAR, who)
            if refused is not None:
                print(f"  no   {text(refused, 'en')}")
                continue
            wait = post.passenger_wait(Party.CAR, origin)
            hours = f"{wait.wait.p50_s / 3600:.1f} h" if wait else "an unknown time"
            print(f"  yes  {post.name} ({post.id}): typically {hours}, open {post.opening_hours or 'at unknown hours'}")


if __name__ == "__main__":
    main()

"""From the world's rules to numbers: profiles, arc values and the one simulator of time."""

"""The enumerations: every closed set of words that the planner knows."""

from __future__ import annotations

from enum import Enum, IntEnum


class Layer(IntEnum):
    """A mode of travel together with its gauge; the layers of the network."""

    ROAD = 0
    RAIL_1520 = 1
    RAIL_1435 = 2
    FERRY = 3
    AIR = 4
    TRAIN = 5  # on board a passenger train that runs to a timetable

    @property
    def mode(self) -> Mode:
        """The mode a person would name."""
        return _MODE_OF_LAYER[self]


class Mode(Enum):
    """How a stretch is travelled, in a traveller's words."""

    ROAD = "road"
    RAIL = "rail"
    FERRY = "ferry"
    AIR = "air"


_MODE_OF_LAYER = {
    Layer.ROAD: Mode.ROAD,
    Layer.RAIL_1520: Mode.RAIL,
    Layer.RAIL_1435: Mode.RAIL,
    Layer.FERRY: Mode.FERRY,
    Layer.AIR: Mode.AIR,
    Layer.TRAIN: Mode.RAIL,
}


class ArcKind(IntEnum):
    """What moving along an arc of the network means."""

    ROAD = 0  # drive
    RAIL = 1  # a freight train moves, or the line a passenger train follows
    SAIL = 2  # on board a ship
    RIDE = 3  # on board a passenger train, between two of its stops
    FLY = 4  # a flight, door of the airport to door of the airport
    CROSSING = 5  # from one side of a border crossing to the other
    TRANSFER = 6  # change of layer at a terminal (road to rail, change of gauge)
    BOARD = 7  # go on board a ship or a train
    ALIGHT = 8  # leave a ship or a train


class RoadClass(IntEnum):
    """Road classes in OpenStreetMap's words, best first; OTHER holds the rest."""

    NONE = 0
    MOTORWAY = 1
    TRUNK = 2
    PRIMARY = 3
    SECONDARY = 4
    TERTIARY = 5
    UNCLASSIFIED = 6
    RESIDENTIAL = 7
    SERVICE = 8
    TRACK = 9


class LineClass(IntEnum):
    """What a railway line is used for, in OpenStreetMap's words; NONE where nothing tells."""

    NONE = 0
    MAIN = 1
    BRANCH = 2
    INDUSTRIAL = 3
    MILITARY = 4
    TOURISM = 5
    TEST = 6


class Party(Enum):
    """Who passes a border crossing; decides which of its rules and waits apply."""

    FREIGHT = "freight"
    CAR = "car"
    COACH = "coach"
    TRAIN = "train"
    FOOT = "foot"

    @property
    def carries_passengers(self) -> bool:
        """True when people, not goods, are checked."""
        return self is not Party.FREIGHT


class Criterion(Enum):
    """What a search makes least."""

    TIME = "time"
    COST = "cost"
    CO2E = "co2e"
    TRANSFERS = "transfers"  # changes of vehicle or layer


ROUTE_CRITERIA = (Criterion.TIME, Criterion.COST, Criterion.CO2E)  # what a single route may make least


class LegKind(Enum):
    """The kinds of step in a plan."""

    ROAD = "road"
    RAIL = "rail"
    FERRY = "ferry"
    AIR = "air"
    QUEUE = "queue"
    CROSSING = "crossing"
    TRANSFER = "transfer"
    REST = "rest"
    WAIT = "wait"
    VISIT = "visit"
    MEAL = "meal"
    NIGHT = "night"


class CostKind(Enum):
    """What money is spent on."""

    HAULAGE = "haulage"
    ENERGY = "energy"
    DRIVER = "driver"
    TOLL = "toll"
    FEE = "fee"
    BORDER = "border"
    TRANSFER = "transfer"
    SEA = "sea"
    TICKET = "ticket"
    BED = "bed"
    MEAL = "meal"
    CAPITAL = "capital"
    OTHER = "other"


class Confidence(Enum):
    """How far a number may be trusted."""

    PUBLISHED = "published"
    DERIVED = "derived"
    ESTIMATE = "estimate"


class CrossingStatus(Enum):
    """State of a border crossing; the first three may be passable."""

    OPEN = "open"
    RESTRICTED = "restricted"
    PASSENGER_ONLY = "passenger_only"
    CLOSED = "closed"
    UNDER_CONSTRUCTION = "under_construction"
    PLANNED = "planned"

    @property
    def passable(self) -> bool:
        """False for a crossing that nobody can use."""
        return self in (CrossingStatus.OPEN, CrossingStatus.RESTRICTED, CrossingStatus.PASSENGER_ONLY)


class PassengerRule(Enum):
    """Which passengers may pass a crossing in one direction."""

    ALL = "y"
    NONE = "n"
    FOREIGNERS_ONLY = "foreigners_only"  # not the citizens of the country that is left
    CITIZENS_ONLY = "citizens_only"  # only the citizens of the country that is entered

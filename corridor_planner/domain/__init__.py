"""What the words of the planner are: frozen values and closed sets, standard library only."""

from corridor_planner.domain.crossings import Crossing, OpenBorder, PassengerWait
from corridor_planner.domain.facts import Source, Spread
from corridor_planner.domain.features import (
    Condition,
    Facility,
    Feature,
    FeatureGroup,
    FeatureRule,
    Features,
    Lodging,
    Needs,
    Sight,
)
from corridor_planner.domain.legs import RailLeg, RoadLeg, SeasonalRule
from corridor_planner.domain.places import Place
from corridor_planner.domain.plans import (
    Message,
    NoPlan,
    PlanLeg,
    Reliability,
    Remedy,
    RoutePlan,
    Violation,
)
from corridor_planner.domain.requests import Load, RouteRequest, Stop
from corridor_planner.domain.services import Ferry, Flight, Train, TrainStop
from corridor_planner.domain.words import (
    ROUTE_CRITERIA,
    ArcKind,
    Confidence,
    CostKind,
    Criterion,
    CrossingStatus,
    Layer,
    LegKind,
    LineClass,
    Mode,
    Party,
    PassengerRule,
    RoadClass,
)
from corridor_planner.domain.world import (
    CountryTime,
    DriverRule,
    EntryFee,
    Figure,
    GaugeChange,
    RailSpeed,
    VisaRule,
    World,
)

__all__ = [
    "ROUTE_CRITERIA",
    "ArcKind", "Condition", "Confidence", "CostKind", "CountryTime", "Criterion", "Crossing",
    "CrossingStatus", "DriverRule", "EntryFee", "Facility", "Feature", "FeatureGroup",
    "FeatureRule", "Features", "Ferry", "Figure", "Flight", "GaugeChange", "Layer", "LegKind", "LineClass", "Load",
    "Lodging", "Message", "Mode", "Needs", "NoPlan", "OpenBorder", "Party", "PassengerRule", "PassengerWait",
    "Place", "PlanLeg", "RailLeg", "RailSpeed", "Reliability", "Remedy", "RoadClass", "RoadLeg",
    "RoutePlan", "RouteRequest", "SeasonalRule", "Sight", "Source", "Spread", "Stop", "Train",
    "TrainStop", "Violation", "VisaRule", "World",
]  # fmt: skip

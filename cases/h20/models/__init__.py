"""The models of the H20 case, by the id that stands after the slash in ``case:h20/linkage``."""

from __future__ import annotations

from collections.abc import Mapping

from ...frozen import Frozen
from ...model import Model
from . import (
    alternating_offers,
    attrition,
    ban_under_belief,
    bargaining_set,
    escalation,
    europe,
    hostages,
    huawei,
    interdiction,
    licensing,
    linkage,
    mediation,
    screening,
    sequential_linkage,
    shifting_power,
    signalling,
    two_level,
)

MODELS: Mapping[str, Model] = Frozen(
    {
        model.id: model
        for model in (
            linkage.MODEL,
            sequential_linkage.MODEL,
            ban_under_belief.MODEL,
            escalation.MODEL,
            screening.MODEL,
            signalling.MODEL,
            alternating_offers.MODEL,
            bargaining_set.MODEL,
            hostages.MODEL,
            two_level.MODEL,
            huawei.MODEL,
            europe.MODEL,
            licensing.MODEL,
            mediation.MODEL,
            interdiction.MODEL,
            attrition.MODEL,
            shifting_power.MODEL,
        )
    }
)

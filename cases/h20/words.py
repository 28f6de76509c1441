"""The words of the H20 case: who plays, and what each action is called. One table, used by every model."""

from __future__ import annotations

from collections.abc import Mapping

from ..frozen import Frozen

US, CHINA = "US", "China"
PLAYERS = (US, CHINA)

ACTIONS: Mapping[str, tuple[str, str]] = Frozen(
    {
        "allow": (US, "let H20 be sold to China"),
        "restrict": (US, "require a licence for H20 and refuse it"),
        "supply": (CHINA, "license magnets to US users"),
        "withhold": (CHINA, "hold the licences for magnets back"),
        "no-ban": (US, "leave H20 on sale"),
        "ban": (US, "stop the sale of H20"),
        "acquiesce": (CHINA, "bear the ban without an answer in magnets"),
        "hold": (US, "keep the ban in spite of missing magnets"),
        "trade": (US, "give the ban up for the magnets"),
        "honour": (CHINA, "release the magnets as agreed"),
        "renege": (CHINA, "keep the magnets back in spite of the agreement"),
    }
)
"""Per action: whose it is, and what it means. Chance, where it stands for a player, uses the same."""

(ALLOW, RESTRICT, SUPPLY, WITHHOLD, NO_BAN, BAN, ACQUIESCE, HOLD, TRADE, HONOUR, RENEGE) = ACTIONS

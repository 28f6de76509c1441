"""The words of the H20 case: who plays, and what each action is called. One table, used by every model."""

from __future__ import annotations

from collections.abc import Mapping

from ..frozen import Frozen

US, CHINA = "US", "China"
EU, CONGRESS = "EU", "Congress"
HUAWEI, NVIDIA = "Huawei", "Nvidia"
PLAYERS = (US, CHINA)
EITHER = "either"
CHANCE = "chance"

# linkage, mediation
ALLOW, RESTRICT, SUPPLY, WITHHOLD = "allow", "restrict", "supply", "withhold"
# sequential-linkage, ban-under-belief
NO_BAN, BAN, ACQUIESCE, HOLD, TRADE = "no-ban", "ban", "acquiesce", "hold", "trade"
HONOUR, RENEGE = "honour", "renege"
# escalation
CONCEDE, ESCALATE, BREAKDOWN, SURVIVED = "concede", "escalate", "breakdown", "survived"
# screening
ASK_LOW, ASK_HIGH, NO_OFFER, ACCEPT, REFUSE = "ask-low", "ask-high", "no-offer", "accept", "refuse"
SHORT_STOCK, LONG_STOCK = "short-stock", "long-stock"
# signalling
STAND, RELENT, PERSIST, STRONG, WEAK = "stand", "relent", "persist", "strong", "weak"
# licensing
LICENSE, DENY, CIVIL, DIVERT = "license", "deny", "civil", "divert"
# two-level
RATIFY, BLOCK = "ratify", "block"
OFFER = "offer-"
"""The beginning of an action that offers a part: the part follows, such as ``offer-7/20``."""
# huawei
SELL, PERMIT, DISCOURAGE, SCALE, WAIT = "sell", "permit", "discourage", "scale", "wait"
# attrition
YIELD, ENDURE = "yield", "endure"
# shifting-power
ACT, PEACE = "act", "peace"
DEMAND = "demand-"
"""The beginning of an action that asks for a part of a flow: the part follows."""
# interdiction
WATCH, ROUTE = "watch-", "route-"
"""The beginnings of strategies that name routes: their numbers follow."""

ACTIONS: Mapping[str, tuple[str, str]] = Frozen(
    {
        ALLOW: (US, "let H20 be sold to China"),
        RESTRICT: (US, "require a licence for H20 and refuse it"),
        SUPPLY: (CHINA, "license magnets to US users"),
        WITHHOLD: (CHINA, "hold the licences for magnets back"),
        NO_BAN: (US, "leave H20 on sale"),
        BAN: (US, "stop the sale of H20"),
        ACQUIESCE: (CHINA, "bear the ban without an answer in magnets"),
        HOLD: (US, "keep the ban in spite of missing magnets"),
        TRADE: (US, "give the ban up for the magnets"),
        HONOUR: (CHINA, "release the magnets as agreed"),
        RENEGE: (CHINA, "keep the magnets back in spite of the agreement"),
        CONCEDE: (EITHER, "give way, and bear what that costs"),
        ESCALATE: (EITHER, "take the next step up, at the risk of a breakdown"),
        BREAKDOWN: (CHANCE, "the step leads to a breakdown that nobody chose"),
        SURVIVED: (CHANCE, "the step leads to no breakdown"),
        ASK_LOW: (CHINA, "ask for the concession that a US with a long stock would just give"),
        ASK_HIGH: (CHINA, "ask for the concession that a US with a short stock would just give"),
        NO_OFFER: (CHINA, "ask for more than any US would give, and keep the magnets back"),
        ACCEPT: (US, "give the concession that is asked for"),
        REFUSE: (US, "go without magnets rather than give it"),
        SHORT_STOCK: (CHANCE, "the US stock of magnets is short"),
        LONG_STOCK: (CHANCE, "the US stock of magnets is long"),
        STAND: (US, "keep the restriction, and speak of alternatives to Chinese magnets"),
        RELENT: (CHINA, "release the magnets while the restriction stands"),
        PERSIST: (CHINA, "hold the magnets back until somebody gives way"),
        STRONG: (CHANCE, "the US has the alternatives that it speaks of"),
        WEAK: (CHANCE, "the US has none"),
        LICENSE: (US, "grant the licence"),
        DENY: (US, "deny the licence"),
        CIVIL: (CHINA, "use the chips as the licence says"),
        DIVERT: (CHINA, "pass the chips on to a use that the licence forbids"),
        RATIFY: (CONGRESS, "let the agreement stand"),
        BLOCK: (CONGRESS, "pass a law against the agreement"),
        SELL: (US, "let H20 be offered for sale in China"),
        PERMIT: (CHINA, "let firms buy H20"),
        DISCOURAGE: (CHINA, "tell firms not to buy H20"),
        SCALE: (HUAWEI, "pay for capacity and sell domestic chips"),
        WAIT: (HUAWEI, "stay out of the market"),
        YIELD: (EITHER, "give the prize to the other side"),
        ENDURE: (EITHER, "bear the cost of one more period"),
        ACT: (CHINA, "use the leverage of today at once"),
        PEACE: (CHINA, "take the best division of today's flow that the US agrees to"),
    }
)
"""Per action: whose it is, and what it means. Chance, where it stands for a player, uses the same."""

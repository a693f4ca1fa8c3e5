"""The numbers by which a program names its kinds to the engine."""

from __future__ import annotations

# A node is one number that rates may depend on.
NODE_SUM = 0  # constant + integer weights · entities: kept up to date by the event
NODE_WEIGHTED_SUM = 1  # the same with fractional weights: exact when it is summed anew
NODE_TALLY = 2  # a sum that no rate and no endpoint reads: added up when it is recorded
NODE_DRUG = 3  # perfusion · C(t)
NODE_HILL = 4  # from + (to − from) · x^power / (half^power + x^power)
NODE_LINEAR = 5  # at_zero + slope · x
NODE_POSITIVE = 6  # max(0, at_zero + slope · x): vacancy, inhibition
NODE_WINDOW = 7  # height · 2u / (1 + u²), u = x / peak
NODE_TABLE = 8  # piecewise linear, flat outside
NODE_PRODUCT = 9  # parent · second parent
NODE_PLUS = 10  # constant + parent + second parent: a sum of which they are parts
NODE_SHARE = 11  # min(1, [parent]+ / [second parent]+), 1 where that is not above 0
NODE_LOG = 12  # at_zero + slope · ln(1 + x / scale), x below 0 taken as 0

# How a node moves with concentrations.
TIMED_NOT = 0
TIMED_ALONE = 1  # with concentrations alone
TIMED_AND_COUNTED = 2  # with counts too
TIMED_UNREAD = 3  # and no rate reads it

# A factor multiplies the parts of a law.
FACTOR_NODE = 0  # node's value f, or 1 + τ(f − 1) where a trait τ weighs it
FACTOR_INHIBITION = 1  # max(0, 1 − s · E(C / fold))
FACTOR_STIMULATION = 2  # 1 + s · E(C / fold)
FACTOR_LAW = 3  # another law's value
FACTOR_COMPLEMENT = 4  # 1 − another law's value

# How a channel's rate is bounded and settled.
MODE_CONSTANT = 0  # a number, times a trait of the clone
MODE_SHARED = 1  # a number times nodes, times a trait of the clone
MODE_GENERAL = 2  # a law that is asked for the chosen clone

# A series of doses; the last two last, and end.
SERIES_BOLUS = 0
SERIES_ABSORBED = 1
SERIES_INFUSION = 2
SERIES_CONSTANT = 3

MARK_INTERVENTION = 0
MARK_ENDPOINT = 1
MARK_END = 2

INTERVENTION_SCALE = 0
INTERVENTION_SET = 1
INTERVENTION_ADD = 2

# What an endpoint waits for, where it is not another endpoint.
AFTER_START = -1
AFTER_TIME = -2

EFFECT_TIMES = 0
EFFECT_PLUS = 1

DRAW_NUMBER = 0
DRAW_LOGNORMAL = 1
DRAW_NORMAL = 2
DRAW_EXPONENTIAL = 3
DRAW_GAMMA = 4
DRAW_UNIFORM = 5

CODES: dict[str, int] = {name: value for name, value in globals().items() if name.isupper()}

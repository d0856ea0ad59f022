"""Binding words: tables that `bindings` reads. Words that exclude each other, words that are one, words that widen."""

EXCLUDE = tuple(
    frozenset(line.split())
    for line in """
    second minute hour day week month quarter year decade
    minutes seconds hours days weeks months years decades nights
    hour day night week month year
    daily weekly monthly yearly hourly nightly
    maths physics chemistry biology law history economics
    bachelor master doctorate phd
    analyst scientist engineer manager
    analysts scientists engineers managers
    before after once until
    first second third last
    stay stays outside leave
    worldwide us u.s uk
    interviews offers
    interview offer
    start-ups startups big
    start-up startup big
    cheap expensive
    safe unsafe safer
    always sometimes
    both either
    public private
    causes linked
    cause link
    able most
    always never
    little lot
    little much
    paid unpaid
    alone together
    easy hard
    easy difficult
    easier harder
    strength weakness
    strong weak
    encourage discourage
    encourages discourages
    increase reduce
    increase decrease
    increases reduces
    increases decreases
    start stop
    keep drop
    accept decline
    accept reject
    useful useless
    depth breadth
    specific generic
    quality quantity
    remote on-site hybrid
    full-time part-time
    formal informal
    temporary permanent
    allowed forbidden
    legal illegal
    safe risky
    quick slow
    quickly slowly
    early late
    best worst
    """.strip().splitlines()
)
SAME = (
    {"doctorate", "phd"},
    {"doctorates", "phds"},
    {"us", "u.s"},
    {"start-up", "startup"},
    {"start-ups", "startups"},
)
WIDE = {
    "all": "all every each any whole",
    "every": "all every each any whole",
    "everyone": "everyone everybody all anyone anybody",
    "anyone": "anyone anybody everyone everybody all",
    "always": "always every never",
    "never": "never no not nobody none n't without avoid",
    "nobody": "nobody no none never",
    "only": "only alone just solely",
    "most": "most majority mostly usually",
    "usually": "usually normally most mostly often commonly typically generally",
    "proves": "proves proved proven proof",
    "must": "must has have required requires need needs",
    "best": "best",
    "few": "few fewer rarely seldom hardly little scarcely rare rarer minority less not n't no only uncommon handful",
    "rarely": "few rarely seldom hardly little scarcely rare not n't no never uncommon",
    "skip": "skip skips leave leaves omit drop without not n't no ignore avoid past over",
    "failure": "fail fails failed failing failure failures",
    "guarantees": "guarantee guarantees guaranteed sure certain",
    "guaranteed": "guarantee guarantees guaranteed sure certain",
    "nothing": "nothing no none not n't without",
    "everything": "everything all every whole",
    "instead": "instead rather not n't than over unlike but without replace replaces",
    "rather": "rather instead not n't than over unlike but prefer prefers favour favours",
    "easily": "easily easy",
}

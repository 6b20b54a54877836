"""What an entry did, in words; one place, so that every list of entries says the same."""

_ACTS = {
    "assess": "assessed",
    "increase": "raised by decision",
    "reduce": "lowered by decision",
    "receive": "received",
    "set_aside": "set aside",
    "return": "returned by the bank",
    "identify": "identified",
    "allocate": "applied to a contribution",
    "give": "given to a voluntary line",
    "bear_fee": "bank charge borne",
}


def act_in_words(act: str, *, is_reversal: bool) -> str:
    """Say what an entry did.

    >>> act_in_words("allocate", is_reversal=True)
    'applied to a contribution, taken back'
    """
    return _ACTS.get(act, act.replace("_", " ")) + ", taken back" * is_reversal

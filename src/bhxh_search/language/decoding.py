"""pyvi's model decoded as CRFsuite does it, addition by addition: it decides where two labellings nearly tie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bhxh_search.language.pyvi_model import CONTEXT, Model

Pair = tuple[float, float]
"""A score for each label: B, I."""


def decode_exactly(tokens: Sequence[str], model: Model) -> list[bool]:
    """Per token of one text: whether it is inside a word. Linear in the text, and slow."""
    (bb, bi), (ib, ii) = model.transitions.tolist()
    begin = inside = 0.0
    from_inside: list[tuple[bool, bool]] = []
    for number in range(len(tokens)):
        state_begin, state_inside = _state(tokens, number, model)
        if number == 0:
            begin, inside = state_begin, state_inside
            continue
        # Of equal scores the first label's stands.
        from_inside.append((begin + bb < inside + ib, begin + bi < inside + ii))
        begin, inside = (
            max(begin + bb, inside + ib) + state_begin,
            max(begin + bi, inside + ii) + state_inside,
        )
    label = begin < inside
    labels = [label]
    for choices in reversed(from_inside):
        label = choices[label]
        labels.append(label)
    return labels[::-1]


def _state(tokens: Sequence[str], number: int, model: Model) -> Pair:
    begin = inside = 0.0
    for weight_begin, weight_inside in _weights(tokens, number, model):
        begin += weight_begin
        inside += weight_inside
    return begin, inside


def _weights(tokens: Sequence[str], number: int, model: Model) -> Iterator[Pair]:
    """The weights of the features of a token, in the order in which pyvi names them."""
    context = dict(zip(CONTEXT, model.context.tolist(), strict=True))

    def spelling(place: int, offset: int) -> Pair:
        row = model.rows.get(tokens[number + offset].lower().partition("\0")[0], 0)
        begin, inside = model.weights[row, place].tolist()
        return begin, inside

    def is_word(first: int, last: int) -> bool:
        numbers = [model.syllables.get(token.lower(), 0) for token in tokens[number + first : number + last + 1]]
        return model.is_word(numbers)

    token = tokens[number]
    yield context["bias"]
    yield spelling(0, 0)
    shape = {"isupper()": token.isupper(), "istitle()": token.istitle(), "isdigit()": token.isdigit()}
    yield from (context[f"word.{name}"] for name, holds in shape.items() if holds)
    if number > 0:
        yield spelling(1, -1)
        yield from _if(tokens[number - 1].istitle(), context["-1:word.istitle()"])
        yield from _if(tokens[number - 1].isupper(), context["-1:word.isupper()"])
        yield from _if(is_word(-1, 0), context["-1:word.bi_gram()"])
    if number > 1:
        yield from _if(is_word(-2, 0), context["-2:word.tri_gram()"])
    if number < len(tokens) - 1:
        yield spelling(2, 1)
        yield from _if(tokens[number + 1].istitle(), context["+1:word.istitle()"])
        yield from _if(tokens[number + 1].isupper(), context["+1:word.isupper()"])
        yield from _if(is_word(0, 1), context["+1:word.bi_gram()"])
    if number < len(tokens) - 2:
        yield from _if(is_word(0, 2), context["+2:word.tri_gram()"])


def _if(holds: bool, weight: Pair) -> tuple[Pair, ...]:
    return (weight,) if holds else ()

"""What a mutant is: one small fault planted in the syntax tree of a module, or in the SQL that its strings hold.

Each mutant is named by the node of the tree (counted as ``ast.walk`` gives them) and the number of its change, so that
it can be made again from the source alone.
"""

import ast
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass

Change = Callable[[], object]  # plants the fault in the node, in place

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
}
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}
EMPTY = {"list": "[]", "tuple": "()", "dict": "{}", "set": "set()", "frozenset": "frozenset()", "str": "''"}
SQL = (
    (r"<=", "<"),
    (r"(?<=[\w)]) < (?=[\w(])", " <= "),
    (r"<>", "="),
    (r"(?<=[\w)]) = (?=[\w(?'])", " <> "),
    (r"\bIS NULL\b", "IS NOT NULL"),
    (r"\bIS NOT NULL\b", "IS NULL"),
    (r"\bNOT EXISTS\b", "EXISTS"),
    (r"\bAND\b", "OR"),
    (r"\bOR\b", "AND"),
    (r"\bmin\(", "max("),
    (r"\bmax\(", "min("),
    (r"\bsum\(", "max("),
    (r"\bELSE 0\b", "ELSE 1"),
    (r"\bTHEN 0\b", "THEN 1"),
    (r"(?<=[ {])-(?=e\.)", ""),
    (r"(?<=THEN )(?=e\.amount)", "-"),
    (r"\bLEFT JOIN\b", "JOIN"),
    (r"\bUNION ALL\b", "UNION"),
    (r" DESC\b", ""),
    (r"\bLIMIT 1\b", "LIMIT 2"),
    (r"ORDER BY [\w., ]+", ""),
    (r"(?<=ORDER BY )([\w.]+), ([\w.]+)", r"\2, \1"),
    (r"'allocate', ", ""),
    (r", '\w+'\)", ")"),
    (r"e\.debit\b", "e.credit"),
    (r"e\.credit\b", "e.debit"),
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: the node it stands in, which of the node's changes, and how the line read before and after."""

    node: int
    change: int
    line: int
    before: str
    after: str


def mutants_of(source: str) -> list[Mutant]:
    """List every mutant of a module's source, by the nodes of its tree.

    >>> [(each.before, each.after) for each in mutants_of("def f(a: int) -> bool: return a < 5")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('return a < 5', 'return None'), ('a < 5', 'a <= 5'), ('a < 5', 'a >= 5'), ('5', '6'), ('5', '4')]
    """
    found = []
    for index, node in enumerate(ast.walk(_marked(source))):
        for number in range(len(list(_changes(node)))):
            here = deepcopy(node)
            list(_changes(here))[number]()
            texts = _cut(ast.unparse(node), ast.unparse(here))
            found.append(Mutant(index, number, getattr(node, "lineno", 0), *texts))
    return found


def planted(source: str, mutant: Mutant) -> ast.Module:
    """Give the tree of a module with one fault planted."""
    tree = _marked(source)
    list(_changes(list(ast.walk(tree))[mutant.node]))[mutant.change]()
    return ast.fix_missing_locations(tree)


def _marked(source: str) -> ast.Module:
    """Parse, and note on each node what it alone does not know: documentation, annotations, what a function returns."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        for unread in _left_alone(node):
            for each in ast.walk(unread):
                each.is_left_alone = True  # type: ignore[attr-defined]
        if isinstance(node, ast.FunctionDef):
            for each in ast.walk(node):
                each.gives = ast.unparse(node.returns) if node.returns else ""  # type: ignore[attr-defined]
    return tree


def _left_alone(node: ast.AST) -> Iterator[ast.AST]:
    """Name what is not changed: documentation, annotations, and what a class says outside of its functions."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    if isinstance(node, ast.ClassDef):
        yield from node.decorator_list
        yield from (part for part in node.body if not isinstance(part, ast.FunctionDef))
    yield from (part for part in (getattr(node, "annotation", None), getattr(node, "returns", None)) if part)


def _changes(node: ast.AST) -> Iterator[Change]:
    if getattr(node, "is_left_alone", False):
        return
    for kind, changes in _CHANGES.items():
        if isinstance(node, kind):
            yield from changes(node)


def _of_comparison(node: ast.Compare) -> Iterator[Change]:
    for place, operator in enumerate(node.ops):
        for other in COMPARISONS[type(operator)]:
            yield lambda place=place, other=other: node.ops.__setitem__(place, other())  # type: ignore[misc]


def _of_arithmetic(node: ast.BinOp | ast.AugAssign) -> Iterator[Change]:
    if other := ARITHMETIC.get(type(node.op)):
        yield lambda: setattr(node, "op", other())


def _of_logic(node: ast.BoolOp) -> Iterator[Change]:
    yield lambda: setattr(node, "op", ast.Or() if isinstance(node.op, ast.And) else ast.And())


def _of_sign(node: ast.UnaryOp) -> Iterator[Change]:
    inner = node.operand
    if isinstance(node.op, ast.Not):
        yield lambda: setattr(node, "operand", ast.UnaryOp(ast.Not(), inner))
    elif isinstance(node.op, ast.USub):
        yield lambda: setattr(node, "op", ast.UAdd())


def _of_condition(node: ast.If | ast.IfExp) -> Iterator[Change]:
    inner = node.test
    if not isinstance(inner, (ast.Compare, ast.BoolOp, ast.UnaryOp)):
        yield lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), inner))


def _of_filter(node: ast.comprehension) -> Iterator[Change]:
    for place in range(len(node.ifs)):
        yield lambda place=place: node.ifs.pop(place)  # type: ignore[misc]


def _of_return(node: ast.Return) -> Iterator[Change]:
    gives = re.match(r"\w*", getattr(node, "gives", ""))
    nothing = ast.parse(EMPTY.get(gives[0] if gives else "", "None"), mode="eval").body
    if node.value and ast.unparse(node.value) != ast.unparse(nothing):
        yield lambda: setattr(node, "value", nothing)


def _of_call(node: ast.Call) -> Iterator[Change]:
    if not isinstance(node.func, ast.Name) or node.func.id not in CALLS:
        return
    name, other = node.func, CALLS[node.func.id]
    reverse = [each for each in node.keywords if each.arg == "reverse"]
    if reverse:
        yield lambda: node.keywords.remove(reverse[0])
    key = [each for each in node.keywords if each.arg == "key"]
    if name.id == "sorted":
        if key:
            yield lambda: node.keywords.remove(key[0])
        yield lambda: node.__dict__.update(func=ast.Name(other, ast.Load()), keywords=[])
    else:
        yield lambda: setattr(name, "id", other)


def _of_constant(node: ast.Constant) -> Iterator[Change]:
    value = node.value
    if isinstance(value, bool):
        yield lambda: setattr(node, "value", not value)
    elif isinstance(value, int):
        yield lambda: setattr(node, "value", value + 1)
        yield lambda: setattr(node, "value", value - 1)
    elif isinstance(value, str):
        yield from _of_sql(node, value)


def _of_sql(node: ast.Constant, text: str) -> Iterator[Change]:
    if not re.search(r"\be\.|\b(SELECT|JOIN|CASE|WHEN|ELSE|ORDER BY|AND)\b", text):
        return
    for pattern, other in SQL:
        for hit in re.finditer(pattern, text):
            changed = text[: hit.start()] + hit.expand(other) + text[hit.end() :]
            yield lambda changed=changed: setattr(node, "value", changed)  # type: ignore[misc]


def _of_jump(node: ast.Continue) -> Iterator[Change]:
    yield lambda: setattr(node, "__class__", ast.Break)


_CHANGES: dict[type[ast.AST], Callable[..., Iterator[Change]]] = {
    ast.Compare: _of_comparison,
    ast.BinOp: _of_arithmetic,
    ast.AugAssign: _of_arithmetic,
    ast.BoolOp: _of_logic,
    ast.UnaryOp: _of_sign,
    ast.If: _of_condition,
    ast.IfExp: _of_condition,
    ast.comprehension: _of_filter,
    ast.Return: _of_return,
    ast.Call: _of_call,
    ast.Constant: _of_constant,
    ast.Continue: _of_jump,
}


def _cut(before: str, after: str, around: int = 30) -> tuple[str, str]:
    """Leave only what differs and a little around it, on one line each."""
    start = next((place for place, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), 0)
    ends = zip(reversed(before[start:]), reversed(after[start:]), strict=False)
    same_end = next((place for place, pair in enumerate(ends) if pair[0] != pair[1]), 0)
    return (
        re.sub(r"(\\n|\s)+", " ", before[max(0, start - around) : len(before) - max(0, same_end - around)]),
        re.sub(r"(\\n|\s)+", " ", after[max(0, start - around) : len(after) - max(0, same_end - around)]),
    )

"""Every refusal that the product can give has a sentence, and every sentence something that it is said of."""

import ast
import string
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import get_args

import pytest
from pydantic_core.core_schema import ErrorType

import firstreply
from firstreply.insights.reasons import REFUSALS

SOURCE = Path(firstreply.__file__).parent
#: What carries a code: the argument in which it stands.
CARRIERS = {"Refused": 0, "Problem": 1, "Fault": 1, "FieldError": 1, "_Wrong": 0}
#: Narrowed by what is wrong with a field of a request: by pydantic's own names, and by those that we raise ourselves.
FIELD = "field_invalid:"

Tree = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class UnfollowedError(Exception):
    """An expression whose values cannot be told without running it."""


class File:
    """One file's codes, as far as they can be followed: constants, choices, tables, enums, parameters."""

    def __init__(self, tree: ast.Module, enums: Mapping[str, Mapping[str, str]]) -> None:
        self.tree = tree
        self.enums = enums
        self.inside: dict[ast.AST, list[Tree]] = {}
        self._place(tree, [tree])

    def codes(self) -> Iterator[tuple[str, int]]:
        """(code, line); the code of an expression that cannot be followed is the expression in `<>`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and name_of(node.func) in CARRIERS:
                given = argument(node, CARRIERS[name_of(node.func)], "code")
                if given is None:
                    continue
                try:
                    yield from ((one, node.lineno) for one in self.values(given, self.inside[node]))
                except UnfollowedError:
                    yield f"<{ast.unparse(given)}>", node.lineno

    def values(self, node: ast.expr, inside: Sequence[Tree]) -> set[str]:
        """What a code's expression can be."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return {node.value}
        if isinstance(node, ast.IfExp):
            return self.values(node.body, inside) | self.values(node.orelse, inside)
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        if isinstance(node, ast.Subscript):
            return self._table(node.value, inside)
        if (
            isinstance(node, ast.Call)
            and name_of(node.func) == "get"
            and isinstance(node.func, ast.Attribute)
        ):
            rest = [self.values(one, inside) for one in node.args[1:]]
            return self._table(node.func.value, inside).union(*rest)
        if isinstance(node, ast.Name):
            return self._name(node.id, inside)
        raise UnfollowedError

    def _attribute(self, node: ast.Attribute) -> set[str]:
        """A code that is passed on was counted where it began; a member of an enum is its value."""
        owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
        member = node.attr if owner in self.enums else owner
        enum = owner if owner in self.enums else name_of(getattr(node.value, "value", node.value))
        if enum in self.enums and member in self.enums[enum]:
            return {self.enums[enum][member]}
        if node.attr == "code":
            return set()
        raise UnfollowedError

    def _table(self, node: ast.expr, inside: Sequence[Tree]) -> set[str]:
        if isinstance(node, ast.Name):
            node = next(iter(assigned(node.id, inside)), node)
        if not isinstance(node, ast.Dict):
            raise UnfollowedError
        return set().union(*(self.values(one, inside) for one in node.values))

    def _name(self, name: str, inside: Sequence[Tree]) -> set[str]:
        given = assigned(name, inside)
        if given:
            return set().union(*(self.values(one, inside) for one in given))
        for function in reversed(inside):
            if isinstance(function, ast.FunctionDef):
                names = [one.arg for one in function.args.args]
                if name in names:
                    return self._of_callers(function.name, names.index(name), name)
        raise UnfollowedError

    def _of_callers(self, function: str, at: int, name: str) -> set[str]:
        """What the calls of a function give as one of its arguments."""
        if function == "__init__":
            return set()  # a carrier itself
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and name_of(node.func) == function:
                given = argument(node, at, name)
                found |= self.values(given, self.inside[node]) if given else set()
        return found

    def _place(self, node: ast.AST, inside: list[Tree]) -> None:
        for child in ast.iter_child_nodes(node):
            self.inside[child] = inside
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                self._place(child, [*inside, child])
            else:
                self._place(child, inside)


def name_of(node: ast.AST) -> str:
    return str(getattr(node, "id", getattr(node, "attr", "")))


def argument(call: ast.Call, at: int, name: str) -> ast.expr | None:
    named = [one.value for one in call.keywords if one.arg == name]
    return named[0] if named else call.args[at] if len(call.args) > at else None


def assigned(name: str, inside: Sequence[Tree]) -> list[ast.expr]:
    """What a name is set to, in the innermost place that sets it."""
    for tree in reversed(inside):
        found = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign | ast.AnnAssign)
            and node.value is not None
            and name in map(name_of, node.targets if isinstance(node, ast.Assign) else [node.target])
        ]
        if found:
            return found
    return []


def enums_of(trees: Sequence[ast.Module]) -> dict[str, dict[str, str]]:
    """The members of every StrEnum of the package, by its name."""
    return {
        node.name: {
            name_of(one.targets[0]): str(one.value.value)
            for one in node.body
            if isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant)
        }
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and "StrEnum" in map(name_of, node.bases)
    }


def codes_in(*sources: str) -> dict[str, str]:
    """code: "file:line" of each of these sources."""
    trees = [ast.parse(one) for one in sources]
    enums = enums_of(trees)
    found: dict[str, str] = {}
    for n, tree in enumerate(trees):
        found |= {code: f"{n}:{line}" for code, line in File(tree, enums).codes()}
    return found


@pytest.fixture(scope="module")
def given() -> dict[str, str]:
    """Every code that the source gives, and where."""
    paths = sorted(SOURCE.rglob("*.py"))
    found = codes_in(*(path.read_text("utf-8") for path in paths))
    return {
        code: f"{paths[int(n)].relative_to(SOURCE)}:{line}"
        for code, (n, line) in ((code, place.split(":")) for code, place in found.items())
    }


def of_fields() -> set[str]:
    """What can be wrong with a field of a request: by pydantic's names, and by our own."""
    ours = {
        str(node.args[0].value)
        for path in SOURCE.joinpath("api").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and name_of(node.func) == "PydanticCustomError"
        if isinstance(node.args[0], ast.Constant)
    }
    return {FIELD + one for one in (*get_args(ErrorType), *ours)}


def test_every_code_has_its_sentence(given: dict[str, str]) -> None:
    told = {code: place for code, place in given.items() if not code.startswith("<")}
    assert {code: place for code, place in told.items() if code not in REFUSALS} == {}


def test_every_sentence_has_its_code(given: dict[str, str]) -> None:
    """Reasons of the other side (a provider's error by its number) stand in tables: those count by their text."""
    known = given.keys() | texts()
    # As of f"imap_login_{service}".
    begun = tuple(one for one in known if one.endswith("_") and len(one) > len("x_"))
    lonely = {code for code in REFUSALS if code.partition(":")[0] not in known}
    assert {code for code in lonely if not code.startswith(begun)} == set()


def texts() -> set[str]:
    """Every text in the code but for the sentences themselves."""
    return {
        node.value
        for path in SOURCE.rglob("*.py")
        if "insights" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_sentence_is_given_the_facts_that_it_names() -> None:
    lacking = set()
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or name_of(node.func) not in ("Refused", "Problem"):
                continue
            code = argument(node, CARRIERS[name_of(node.func)], "code")
            facts = {one.arg for one in node.keywords}
            if isinstance(code, ast.Constant) and None not in facts:
                lacking |= {(str(code.value), name) for name in names_in(str(code.value)) - facts}
    assert lacking == {
        (code, "path")  # `read_rule` knows where in the rule it is, and adds it
        for code in ("rule_unknown_field", "rule_unknown_operator", "rule_value_too_long", "rule_wrong_type")
    }


def names_in(code: str) -> set[str]:
    """The facts that a code's sentence needs; `what` has a word for when it is not told."""
    text = REFUSALS.get(code, "")
    return {name for _, name, _, _ in string.Formatter().parse(text) if name} - {"what"}


def test_whatever_is_wrong_with_a_field_has_its_sentence() -> None:
    assert {code for code in REFUSALS if code.startswith(FIELD)} == of_fields()


def test_no_code_is_made_in_a_way_that_cannot_be_followed(given: dict[str, str]) -> None:
    unfollowed = {code for code in given if code.startswith("<")}
    assert unfollowed == {"<code>"}  # insights/words.py, which is given one


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ('raise Refused("plain")', {"plain"}),
        ('raise Refused("one" if many else "other")', {"one", "other"}),
        ('def f():\n    code = "set" if x else "other"\n    raise Refused(code)', {"set", "other"}),
        ('T = {1: "first"}\ndef f(n):\n    raise Refused(T.get(n, "rest"))', {"first", "rest"}),
        ('T = {1: "first"}\nraise Problem(400, T[1])', {"first"}),
        ('class Why(StrEnum):\n    A = "late"\nraise Refused(Why.A)', {"late"}),
        ('class Why(StrEnum):\n    A = "late"\nraise Refused(Why.A.value, at=1)', {"late"}),
        (
            'def f(code):\n    def g():\n        raise _Wrong(code)\n\nf("handed")\nf(code="named")',
            {"handed", "named"},
        ),
        ('FieldError(field="a", code="by_name")', {"by_name"}),
        ("raise Refused(refused.code, at=1)", set()),
        ("raise Refused(strange())", {"<strange()>"}),
    ],
)
def test_codes_are_followed_to_where_they_begin(source: str, codes: set[str]) -> None:
    assert set(codes_in(source)) == codes

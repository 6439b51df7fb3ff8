"""Refusals: what core says when it will not go on. A code and facts, never a sentence."""

from typing import Final


class Refused(Exception):  # noqa: N818 (a refusal is an answer, not a defect)
    """The request was understood and refused.

    `code` is a stable lower_snake_case name that a shell turns into words; `facts` are what the sentence needs.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code: Final = code
        self.facts: Final = facts

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({shown})" if shown else self.code

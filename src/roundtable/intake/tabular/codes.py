"""A code as case systems write it: alone, with its label, in brackets, behind a letter of a drop-down list."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from roundtable.intake.formats.specification import Code, CodeList
from roundtable.intake.tabular.headings import squashed

_MARKER = re.compile(
    r"\(?[a-z]{1,2}\d?[).]\s+(?=\S)", re.IGNORECASE
)  # "a) ", "(b) ", "p1) " of a drop-down list
_LEADING = re.compile(
    r"(?P<code>[A-Za-z]{0,6}\d{0,2}[A-Za-z]?)(?P<sign>\s*[-–—:=/>.]+\s*|\s+|\s*[\[(])(?P<label>.+)"
)
_CLOSED = re.compile(r"[\[(](?P<code>[A-Za-z0-9]{1,6})[\])]\s*")
_ENDS_CLOSED = re.compile(r"(?P<label>.+?)\s*[\[(](?P<code>[A-Za-z0-9]{1,6})[\])]")


class WrongCode(StrEnum):
    UNKNOWN = "unknown-code"
    CONTRADICTS = "code-contradicts"  # the code says one thing, the label beside it another


@dataclass(frozen=True, slots=True)
class ReadCode:
    """A code of the list, or why there is none. `plain` where it was written as the specification writes it."""

    code: Code | None
    wrong: WrongCode | None = None
    plain: bool = False


class CodeReader:
    """Reads the values of one code list."""

    def __init__(self, codes: CodeList) -> None:
        self.codes = codes
        self._values = {squashed(code.value): code for code in codes.codes.values()}
        self._spellings: dict[str, Code] = {}
        for code in codes.codes.values():
            for text in (code.label, *code.spellings):
                self._spellings.setdefault(squashed(text), code)

    def read(self, text: str) -> ReadCode:
        said = text.strip()
        if said in self.codes.codes:
            return ReadCode(self.codes.codes[said], plain=True)
        whole = self._one(said)
        if whole is not None:
            return ReadCode(whole)
        both = self._with_label(said)
        if both.code is not None or both.wrong is WrongCode.CONTRADICTS:
            return both
        marker = _MARKER.match(said)
        return replace(self.read(said[marker.end() :]), plain=False) if marker else both

    def _one(self, text: str) -> Code | None:
        """A code or a label alone. A code goes first: it is what the return asks for."""
        key = squashed(text)
        return self._values.get(key) or self._spellings.get(key)

    def _with_label(self, said: str) -> ReadCode:
        for pattern in (_LEADING, _CLOSED, _ENDS_CLOSED):
            found = pattern.match(said) if pattern is _CLOSED else pattern.fullmatch(said)
            if found is None:
                continue
            label = said[found.end() :] if pattern is _CLOSED else found["label"]
            sign = found.groupdict().get("sign", "-").strip()
            code = self._beside(found["code"], label, apart=bool(sign))
            if code is not None:
                return self._agreed(code, label)
        return ReadCode(None, WrongCode.UNKNOWN)

    def _beside(self, token: str, label: str, *, apart: bool) -> Code | None:
        """The code that a word beside a label stands for; `apart` where a sign parts them.

        "4 Housing" is code 4, and "A good friend" is no code A: a code of one letter, or an older spelling of a code, is
        believed after a bare space only where the label says the same.
        """
        key = squashed(token)
        code = self._values.get(key)
        if code is not None and (apart or len(code.value) > 1):
            return code
        code = code or self._spellings.get(key)
        if code is None:
            return None
        answers = apart and key == squashed(code.label)  # "Yes - autism"
        return code if answers or self._one(label) is code or _share_a_word(code, label) else None

    def _agreed(self, code: Code, label: str) -> ReadCode:
        other = self._spellings.get(squashed(label))
        if other is None or other is code or _within(code, label):
            return ReadCode(code)
        return ReadCode(None, WrongCode.CONTRADICTS)


def _share_a_word(code: Code, label: str) -> bool:
    return bool(_own_words(code) & _words(label))


def _within(code: Code, label: str) -> bool:
    """ "1D: Other" is 1D, an individual of another kind, though "Other" alone would be code 8."""
    words = _words(label)
    return len(words) == 1 and words <= _own_words(code)


def _own_words(code: Code) -> set[str]:
    return {word for text in (code.label, *code.spellings) for word in _words(text)}


def _words(text: str) -> set[str]:
    return {squashed(word) for word in re.split(r"[^A-Za-z]+", text) if len(word) > 3}

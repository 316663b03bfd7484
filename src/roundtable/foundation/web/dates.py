"""A date in three boxes, day, month and year, which GOV.UK found that people get right."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms

from roundtable.measures.periods import MONTHS

PARTS = ("day", "month", "year")
_MONTHS = {
    start: number
    for number, name in enumerate(MONTHS, start=1)
    for start in {name.lower(), name[:3].lower(), name[:4].lower()}
}


def date_parts(value: Any) -> list[str]:
    """What stands in the boxes: day, month and year of a date, or what somebody typed, or nothing."""
    if isinstance(value, date):
        return [str(value.day), str(value.month), str(value.year)]
    given = value if isinstance(value, list | tuple) else ["", "", ""]
    return ["" if part is None else str(part) for part in given]


class GovukDateWidget(forms.MultiWidget):
    """Three text inputs, NAME_day, NAME_month and NAME_year."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in PARTS}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if isinstance(value, date) else ["", "", ""]

    def first_wrong(self, value: Any) -> str:
        """The box that an error is about: the first that is empty or does not read as a number, or the day."""
        for part, text in zip(PARTS, date_parts(value), strict=False):
            if not text.strip() or (part != "month" and not text.strip().isdecimal()):
                return part
        return "day"


class GovukDateField(forms.MultiValueField):
    """A date or None. Errors say which part is missing; the month may be given by name."""

    widget = GovukDateWidget
    default_error_messages: ClassVar[dict[str, Any]] = {
        "missing": "{label} must include {parts}",
        "invalid": "{label} must be a real date, like 31 March 2016",
    }

    def __init__(self, **options: Any) -> None:
        boxes = [forms.CharField(required=False) for _ in PARTS]
        super().__init__(fields=boxes, require_all_fields=False, **options)

    def clean(self, value: Any) -> date | None:
        given = [text.strip() for text in date_parts(value)]
        if not any(given):
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return None
        missing = [f"a {part}" for part, text in zip(PARTS, given, strict=True) if not text]
        if missing:
            raise forms.ValidationError(self._words("missing", " and ".join(missing)), code="missing")
        made = self._date(given)
        self.run_validators(made)
        return made

    def has_changed(self, initial: Any, data: Any) -> bool:
        return date_parts(initial) != date_parts(data)

    def compress(self, data_list: Sequence[Any]) -> date | None:
        return self._date([str(part) for part in data_list]) if data_list else None

    def _date(self, given: Sequence[str]) -> date:
        day, month, year = given
        try:
            return date(int(year), _MONTHS.get(month.lower()) or int(month), int(day))
        except (ValueError, OverflowError):
            raise forms.ValidationError(self._words("invalid"), code="invalid") from None

    def _words(self, code: str, parts: str = "") -> str:
        return str(self.error_messages[code]).format(label=self.label or "The date", parts=parts)

"""The numbered links under a long list, as the GOV.UK pagination component wants them."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page


def pagination(page: Page[Any], address: Callable[..., str]) -> dict[str, Any] | None:
    """Options of the component, or None where there is one page only. `address(page=2)` gives a page's address."""
    if page.paginator.num_pages < 2:
        return None
    options: dict[str, Any] = {
        "landmarkLabel": "Pages",
        "items": [
            _item(number, page.number, address)
            for number in page.paginator.get_elided_page_range(page.number)
        ],
    }
    if page.has_previous():
        options["previous"] = {"href": address(page=page.previous_page_number())}
    if page.has_next():
        options["next"] = {"href": address(page=page.next_page_number())}
    return options


def _item(number: int | str, current: int, address: Callable[..., str]) -> dict[str, Any]:
    if not isinstance(number, int):  # the ellipsis
        return {"ellipsis": True}
    return {"number": number, "href": address(page=number), "current": number == current}

"""What may be done, and the roles that allow it: data that an information-governance lead can read."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Permission(StrEnum):
    """One thing that a person may do. Stored in grants only through roles; names never change meaning."""

    SEE_HOME = "see_home"
    SEE_DATASET = "see_dataset"
    SEE_ALL_RETURNS = "see_all_returns"
    SUBMIT_RETURNS = "submit_returns"
    LOAD_FOR_AGENCIES = "load_for_agencies"
    ACCEPT_RETURNS = "accept_returns"
    ASK_FOR_RETURNS = "ask_for_returns"
    COMMENT_ON_FIGURES = "comment_on_figures"
    DECIDE_SOURCES = "decide_sources"
    DECIDE_LIMITS = "decide_limits"
    CHASE = "chase"
    SEE_REPORT = "see_report"
    WRITE_REPORT = "write_report"
    PUBLISH_REPORT = "publish_report"
    SEE_PEOPLE = "see_people"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_PARTNERSHIP = "manage_partnership"
    SEE_LEDGER = "see_ledger"
    USE_API = "use_api"

    @property
    def words(self) -> str:
        return WORDS[self]


WORDS = {
    Permission.SEE_HOME: "see what needs them and the partnership's year",
    Permission.SEE_DATASET: "see the dashboard, indicators and their figures",
    Permission.SEE_ALL_RETURNS: "see the returns of every agency",
    Permission.SUBMIT_RETURNS: "fill in and send their own agency's returns",
    Permission.LOAD_FOR_AGENCIES: "load a return on behalf of an agency, or a published figure",
    Permission.ACCEPT_RETURNS: "accept a return or send it back",
    Permission.ASK_FOR_RETURNS: "ask agencies for returns",
    Permission.COMMENT_ON_FIGURES: "add the board's commentary to an indicator",
    Permission.DECIDE_SOURCES: "decide which source of a figure counts",
    Permission.DECIDE_LIMITS: "set a figure's target, baseline and re-calculation of limits",
    Permission.CHASE: "send reminders, extend and escalate requests",
    Permission.SEE_REPORT: "read the annual report while it is written",
    Permission.WRITE_REPORT: "write sections of the annual report",
    Permission.PUBLISH_REPORT: "publish an edition of the annual report",
    Permission.SEE_PEOPLE: "see who is a member and what their role is",
    Permission.MANAGE_PEOPLE: "invite people, give, suspend and end their roles",
    Permission.MANAGE_PARTNERSHIP: "change agencies, groups and settings of the partnership",
    Permission.SEE_LEDGER: "read the ledger of everything that was done",
    Permission.USE_API: "use the API with tokens of their own",
}


@dataclass(frozen=True, slots=True)
class Role:
    """A named bundle of permissions, given to a person for a partnership, an agency, a group or a register."""

    key: str
    title: str
    prose: str
    attaches_to: str  # partnership, agency, group, register, installation
    permissions: frozenset[Permission]


def _read() -> Mapping[str, Role]:
    with (Path(__file__).parent / "roles.toml").open("rb") as handle:
        data = tomllib.load(handle)
    return {
        raw["key"]: Role(
            raw["key"],
            raw["title"],
            raw["prose"],
            raw["attaches_to"],
            frozenset(Permission(p) for p in raw["permissions"]),
        )
        for raw in data["roles"]
    }


ROLES: Mapping[str, Role] = _read()

"""What each address must answer to the person who may: the oracle of `test_every_address`.

An address that is not here fails the test. `sees`: a canary stands on it; otherwise `why` says why it holds none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Entry:
    """`place` names what stands in the address, by the world's ids or as it is; `query` may hold them in braces."""

    status: tuple[int, ...] = (200,)
    why: str = ""
    place: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    others: int = 0  # behind a public door: what everybody else is answered, where it is not the same
    pdf: bool = False

    @property
    def sees(self) -> bool:
        return not self.why


def seen(*, query: str = "", **place: str) -> Entry:
    return Entry(place=place, query=query)


def bare(why: str, *status: int, query: str = "", **place: str) -> Entry:
    return Entry(status or (200,), why, place, query)


FORM = "a form to fill, which holds nothing yet"
ASKS = "asks once before it is done, without repeating what is kept"
LEADS = "only leads to another page"
POSTED = "answers only to what is sent"
EVERYBODYS = "says the same to everybody"
OWN = "speaks of the reader's own account, or of signing in"

DECIDED, WAITING, LATE = {"reference": "RT-0001"}, {"reference": "waiting"}, {"reference": "late"}
SECTION = {"report": "2015-16", "section": "about"}
PRINTED = {"publication": "printed"}
FIGURE = {"key": "missing.reports"}

MEMBERS: dict[str, Entry] = {
    "": seen(),
    "report/": bare("names reports by their titles"),
    "report/start/": bare(FORM),
    "report/published/<slug:publication>/withdraw/": bare(ASKS, **PRINTED),
    "report/<slug:report>/": seen(report="2015-16"),
    "report/<slug:report>/add-section/": bare(FORM, report="2015-16"),
    "report/<slug:report>/order/": seen(report="2015-16"),
    "report/<slug:report>/sections/<slug:section>/take-out/": seen(**SECTION),
    "report/<slug:report>/sections/<slug:section>/put-back/": seen(**SECTION),
    "report/<slug:report>/sections/<slug:section>/": seen(**SECTION),
    "report/<slug:report>/sections/<slug:section>/revisions/": seen(**SECTION),
    "report/<slug:report>/publish/<slug:edition>/": bare(ASKS, report="2015-16", edition="professional"),
    "report/<slug:report>/<slug:edition>.<slug:form>": seen(
        report="2015-16", edition="professional", form="docx"
    ),
    "report/<slug:report>/<slug:edition>/": seen(report="2015-16", edition="professional"),
    "dataset/board-pack.pdf": Entry(pdf=True),
    "dataset/returns/": seen(),
    "dataset/returns/ask/": bare(FORM),
    "dataset/returns/chase/": seen(),
    "dataset/returns/chase/letters/": seen(query="ask={request}"),
    "dataset/returns/chase/<str:reference>/more-time/": seen(reference="request"),
    "dataset/returns/chase/<str:reference>/chair/": seen(reference="request"),
    "dataset/returns/chase/drafts/": seen(),
    "dataset/returns/chase/drafts/<int:pk>/sent/": bare(POSTED, 405, pk="draft"),
    "dataset/returns/<str:reference>/": seen(**DECIDED),
    "dataset/returns/<str:reference>/again/": seen(**DECIDED),
    "dataset/returns/<str:reference>/template.xlsx": seen(**LATE),
    "dataset/returns/<str:reference>/template.csv": seen(**LATE),
    "dataset/returns/<str:reference>/upload/": seen(**LATE),
    "dataset/returns/<str:reference>/upload/check/": seen(**LATE),
    "dataset/returns/<str:reference>/upload/problems.csv": seen(**LATE),
    "dataset/returns/<str:reference>/form/": seen(**LATE),
    "dataset/returns/<str:reference>/form/check/": seen(**LATE),
    "dataset/returns/<str:reference>/decide/": seen(**WAITING),
    "dataset/returns/<str:reference>/versions/<int:number>/": seen(number="1", **DECIDED),
    "dataset/returns/<str:reference>/versions/<int:number>/file": seen(number="1", **DECIDED),
    "dataset/": seen(),
    "dataset/figures/<str:key>/": seen(**FIGURE),
    "dataset/figures/<str:key>/comment/": bare(FORM, **FIGURE),
    "dataset/figures/<str:key>/source/": seen(**FIGURE),
    "dataset/figures/<str:key>/limits/": seen(**FIGURE),
    "dataset/figures/<str:key>/limits/<int:decision>/undo/": seen(decision="judged", **FIGURE),
    "dataset/figures/<str:key>/as-seen.csv": seen(**FIGURE),
    "dataset/figures/<str:key>/tidy.csv": seen(**FIGURE),
    "people/": seen(),
    "people/invite/": bare(FORM),
    "people/who-may-do-what/": bare(EVERYBODYS),
    "people/agencies/": bare("names agencies, which the installation knows"),
    "people/<int:pk>/": seen(pk="grant"),
    "people/<int:pk>/write/": bare(LEADS, 302, pk="grant"),
    "people/<int:pk>/suspend/": seen(pk="grant"),
    "people/<int:pk>/resume/": bare(LEADS, 302, pk="grant"),
    "people/<int:pk>/end/": seen(pk="grant"),
    "people/<int:pk>/leave/": seen(pk="grant"),
    "people/areas/": bare("names authorities, which everybody knows"),
    "people/areas/add/": bare(FORM),
    "people/areas/<int:pk>/": bare("holds the codes of an authority, which everybody knows", pk="area"),
    "people/areas/<int:pk>/neighbours/": bare(FORM, pk="area"),
    "account/tokens/": seen(),
    "account/tokens/make/": bare(FORM),
    "account/tokens/<int:pk>/made/": Entry((410,), place={"pk": "token"}),  # the secret was shown already
    "account/tokens/<int:pk>/revoke/": seen(pk="token"),
    "ledger/": seen(),
    "ledger/<int:sequence>/": seen(sequence="line"),
}

PUBLISHED: dict[str, Entry] = {
    "published/": bare("names publications by their titles"),
    "published/<slug:publication>/": Entry(place=PRINTED, others=404),
    "published/<slug:publication>.json": Entry(place=PRINTED, others=404),
    "published/<slug:publication>.<slug:form>": Entry(place={**PRINTED, "form": "pdf"}, others=404, pdf=True),
}


def _all(routes: Iterable[str], entry: Entry) -> dict[str, Entry]:
    return dict.fromkeys(routes, entry)


OF_ONES_OWN = (
    *(f"sign-in/{each}" for each in (
        "", "code/", "code/enter/", "passkey/", "second-step/", "forgotten/", "forgotten/sent/", "new-password/done/",
        "not-active/", "by-invitation/", "elsewhere/cancelled/", "elsewhere/error/", "elsewhere/unknown/",
    )),
    *(f"account/{each}" for each in (
        "confirm/", "confirm/code/", "confirm/passkey/", "password/", "password/first/", "second-step/",
        "second-step/app/", "second-step/app/off/", "second-step/codes/", "second-step/codes/new/",
        "second-step/codes/file/", "passkeys/", "passkeys/add/", "devices/", "elsewhere/",
    )),
    "sign-out/",
)  # fmt: skip

ROOT: dict[str, Entry] = {
    "": bare("leads into the partnership of whoever is signed in, and says to others what this is", 302),
    **_all(("about/", "accessibility/", "components/", "components/record/", "components/list/"), bare(EVERYBODYS)),
    "account/": Entry(),
    **_all(OF_ONES_OWN, Entry((200, 302, 401, 404), OWN)),
    **_all(
        ("account/passkeys/<int:pk>/", "account/passkeys/<int:pk>/remove/"),
        Entry((302, 404), OWN, {"pk": "1"}),
    ),
    r"^sign-in/new-password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": Entry(
        (200,), OWN, {"": "sign-in/new-password/1-set-password/"}
    ),
    **{
        f"sign-in/elsewhere/^(?P<provider_id>[^/]+)/{end}": Entry(
            (404,), OWN, {"": f"sign-in/elsewhere/nowhere/{end}"}
        )
        for end in ("login/", "login/callback/")
    },
}  # fmt: skip

# A call of the API: its query, and a token of Fen's manager that was not made for it (none: its scope is enough).
API: dict[str, tuple[Entry, str]] = {
    "openapi.json": (bare(EVERYBODYS), ""),
    "": (bare("there is no page at the root", 404), ""),
    "<partnership>/figures": (seen(query="year=2015-16"), "manager, ledger"),
    "<partnership>/figures/<key>": (seen(query="period=2015-16", **FIGURE), "manager, ledger"),
    "<partnership>/returns": (seen(), "manager, figures"),
    "<partnership>/returns/<reference>": (bare(POSTED, 405, **LATE), "manager, figures"),
    "<partnership>/returns/<reference>/lines": (bare(POSTED, 405, **LATE), "manager, figures"),
    "<partnership>/ledger/head": (bare("a number and a digest", 200), "manager, figures"),
}

MEMBER = "<slug:partnership>/"
ORACLE: dict[str, Entry] = {
    **ROOT,
    **{f"{MEMBER}{route}": entry for route, entry in (MEMBERS | PUBLISHED).items()},
    **{f"api/v1/{route}": entry for route, (entry, _) in API.items()},
}
# Who comes in. What is in neither is for members with a role that allows it, which the practitioner of the tests lacks.
FOR_THE_SIGNED_IN = frozenset({"account/", "account/devices/"})
FOR_EVERYBODY = frozenset({*ROOT, *(f"{MEMBER}{route}" for route in PUBLISHED)}) - FOR_THE_SIGNED_IN
FOR_MEMBERS = frozenset({MEMBER})
OTHER_SCOPE: dict[str, str] = {f"api/v1/{route}": scope for route, (_, scope) in API.items()}

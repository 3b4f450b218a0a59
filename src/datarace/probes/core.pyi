"""Sites: what instrumented code runs into."""

from types import CodeType

class Site:
    """A program point that tells the runtime of an access; made by `make_site` alone."""

    kind: int
    name: str | None
    where: tuple[str, str, int]
    flags: int

    def __delitem__(self, thing: object, /) -> None: ...
    def __setitem__(self, key: object, thing: object, /) -> None: ...

sites: list[Site | None]

def make_site(kind: int, name: str | None, where: tuple[str, str, int], flags: int = 0) -> Site: ...
def unlisted_calls() -> dict[str, int]: ...
def site_spec(site: Site) -> tuple[int, str | None, tuple[str, str, int], int]: ...
def replace_constant(constants: tuple[object, ...], index: int, value: CodeType) -> None: ...

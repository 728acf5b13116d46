"""Who may pass: the Host, the page that asks, the sign-in. Every request of every route goes through `guarded`.

Host against DNS rebinding, Origin and Sec-Fetch-Site against other pages in the same browser, the cookie for who it is.
Nothing of it is taken from what a browser says of itself beyond these.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aiohttp import web

from review_tool.domain.errors import ReviewError

HOST, ORIGIN, NO_ORIGIN, SIGN_IN = "unknown host", "another site", "no origin", "not signed in"
LINK, FULL, LEFT = "link used or ended", "no room", "not in the team"
"""Why somebody is turned away, as the log has it."""

SERVER = "review-tool"
"""The Server header: no versions."""


@dataclass(frozen=True, slots=True)
class Doorway:
    """Under which names the server is reached."""

    origins: frozenset[str]
    """`http://127.0.0.1:8000`: scheme, name and port as browsers send them."""
    cookie: str
    """The sign-in's cookie; its name holds the port, because browsers keep cookies by name alone."""
    hosts: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hosts", frozenset(urlsplit(origin).netloc for origin in self.origins))

    @property
    def is_secure(self) -> bool:
        return any(origin.startswith("https:") for origin in self.origins)


def doorway(*, port: int, public_url: str = "") -> Doorway:
    """The names of a server on this computer, or of the proxy before it.

    Raises:
        ReviewError: the public address is none of https.
    """
    if not public_url:
        names = ("127.0.0.1", "localhost", "[::1]")
        end = "" if port == 80 else f":{port}"
        return Doorway(frozenset(f"http://{name}{end}" for name in names), f"review-tool-{port}")
    parts = urlsplit(public_url)
    if parts.scheme != "https" or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise ReviewError(
            f"“{public_url}” cannot be the public address.",
            hint="Give what teammates type, with https and without a path: https://review.example.org",
        )
    # `__Host-` binds the cookie to this very name and to https.
    return Doorway(frozenset((f"https://{parts.netloc.lower()}",)), "__Host-review-tool")


def misplaced(request: web.Request, way: Doorway) -> str:
    """Why a request comes from where none should, whoever it is from; "" where all is well."""
    if request.headers.get("Host", "").lower() not in way.hosts or not request.raw_path.startswith("/"):
        return HOST  # a whole address in the first line counts above the header (RFC 9112, 3.2.2)
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() not in way.origins:
        return ORIGIN
    if origin is None and (request.path == "/ws" or request.method not in ("GET", "HEAD")):
        return NO_ORIGIN
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin") and not _is_visit(request):
        return ORIGIN
    return ""


def _is_visit(request: web.Request) -> bool:
    """Somebody followed a link from elsewhere, in a window of its own."""
    asked = request.headers.get("Sec-Fetch-Mode"), request.headers.get("Sec-Fetch-Dest")
    return request.method == "GET" and asked == ("navigate", "document")


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """What every answer says to the browser: no frames, no guessing of kinds, no word to other sites, nothing kept."""
    headers = response.headers
    headers["Server"] = SERVER
    headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'")
    headers.setdefault("Cache-Control", "no-store")
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = (
        "camera=(), microphone=(), geolocation=(), clipboard-read=(), display-capture=(), usb=(), serial=()"
    )
    del request


def page_policy(nonce: str = "", *, sockets: str = "") -> str:
    """The Content-Security-Policy of a page: its own files, its own socket, nobody else's.

    Styles may stand inline, because the terminal writes its colours so; scripts may not, but for the one of `nonce`.
    """
    script = f"'nonce-{nonce}'" if nonce else "'self'"
    style = f"'nonce-{nonce}'" if nonce else "'self' 'unsafe-inline'"
    parts = (
        "default-src 'none'",
        f"script-src {script}",
        f"style-src {style}",
        "font-src 'self'",
        "img-src 'self' data:",
        f"connect-src 'self' {sockets}".strip(),
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
    return "; ".join(parts)


def new_nonce() -> str:
    return secrets.token_urlsafe(16)

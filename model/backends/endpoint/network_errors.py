"""What goes wrong before a server says anything: names, connections, TLS, silence.

``explain`` turns the client's exception into a ``Verdict``. The client wraps the cause several
times, so the whole chain is searched for the innermost thing that tells what to do.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx2

from model.backends.endpoint.provider_errors import Asked, Verdict
from model.errors import SightlineError, Unreachable
from model.settings import Settings

TEMPORARY = (socket.EAI_AGAIN,)


def explain(error: BaseException, asked: Asked, settings: Settings) -> Verdict:
    """The verdict on a failed connection; raises a ``SightlineError`` found inside as it is."""
    chain = list(_chain(error))
    for cause in chain:
        if isinstance(cause, SightlineError):
            raise cause
    where = repr(asked.host)
    for cause in chain:
        if isinstance(cause, ssl.SSLError):
            return Verdict(Unreachable(_tls(cause, where)))
        if isinstance(cause, socket.gaierror):
            return Verdict(
                Unreachable(
                    f"There is no host {where} to be found; check the spelling and the network."
                ),
                retry=cause.errno in TEMPORARY,
            )
        if isinstance(cause, ConnectionRefusedError):
            return Verdict(
                Unreachable(
                    f"Nothing answers at {where}; is the server running, and is the port right?"
                ),
                retry=True,
            )
    for cause in chain:
        if isinstance(cause, httpx2.ProxyError):
            return Verdict(
                Unreachable(f"The proxy did not let the app through to {where}; check it."),
            )
        if isinstance(cause, httpx2.ConnectTimeout | httpx2.PoolTimeout):
            return Verdict(
                Unreachable(
                    f"{where} did not answer within {settings.connect_timeout_s:g} seconds; "
                    "check the address, or whether a firewall is in between."
                ),
                retry=True,
            )
        if isinstance(cause, httpx2.TimeoutException):
            # No retry: the server is there and may be at work on a long question.
            return Verdict(
                Unreachable(
                    f"{where} stayed silent for {settings.read_timeout_s:g} seconds; ask less at "
                    "once or try again."
                )
            )
        if isinstance(cause, httpx2.RemoteProtocolError):
            return Verdict(
                Unreachable(
                    f"{where} closed the connection without an answer; try again, and check "
                    "whether the address starts with http:// or https://."
                ),
                retry=True,
            )
    return Verdict(
        Unreachable(f"{where} cannot be reached; check the address and the network."), retry=True
    )


def _tls(error: ssl.SSLError, where: str) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        why = (getattr(error, "verify_message", "") or "it cannot be verified").rstrip(".")
        return (
            f"The certificate of {where} is not trusted ({why}); check the address, or add its "
            "authority with SSL_CERT_FILE."
        )
    reason = getattr(error, "reason", None)
    if reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG"):
        return f"{where} does not speak TLS; try the address with http:// instead of https://."
    return f"No secure connection to {where} ({reason or 'TLS failed'}); check the address."


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and all that it was made from, groups opened."""
    waiting, seen = [error], set()
    while waiting:
        cause = waiting.pop(0)
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        waiting += [cause.__cause__, cause.__context__]
        if isinstance(cause, BaseExceptionGroup):
            waiting += cause.exceptions

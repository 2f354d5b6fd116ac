"""The error tree: every message here is written for the user and shown as it stands.

SightlineError
├── InputError                what the user brought cannot be used as it is
│   ├── UnreadableFile        not a picture or document we can read, or damaged
│   │   └── Locked            it needs a password, or the one given is wrong
│   ├── TooLarge              over a limit of ``settings.py``
│   └── BadAddress            a URL we may not or cannot open
├── BackendError              the model's side failed; nothing the user brought is wrong
│   ├── Unreachable           no connection, no such host, timed out
│   ├── NotAnApi              something answered, but it is no OpenAI-compatible API
│   ├── BadKey                the key is missing, malformed, refused or not allowed
│   ├── NoBalance             the account has no credit or the wrong plan
│   ├── UnknownModel          the server does not serve this model
│   ├── PictureRefused        the server would not take a picture
│   ├── ContextTooLong        the conversation does not fit the model's window
│   ├── RateLimited           too many requests; try again later
│   ├── Filtered              the provider's content filter refused
│   ├── CannotLoad            weights are not a checkpoint, not complete, or do not fit here
│   ├── OutOfMemory           the machine's memory did not hold the question
│   └── ServerFailed          a 5xx, or an answer that makes no sense
├── SandboxError              the browser or a page in it failed; the app goes on
│   ├── NoBrowser             no Chromium was found, or it would not start
│   ├── SandboxBusy           every sandbox is in use and the wait was too long
│   ├── PageFailed            a page hung, crashed, or outgrew its bounds, and was ended
│   └── SandboxClosed         the sandbox was closed, or its Chromium died
└── SettingsError             a setting of the environment or command line is wrong

A message names the thing with ``!r`` and says what to do next, in one sentence or two. It never
holds a key: providers echo them, so backends pass their words through ``redact`` first.
"""


class SightlineError(Exception):
    """Base of all errors whose message is shown to the user as it stands."""


class InputError(SightlineError):
    """What the user brought cannot be used as it is."""


class UnreadableFile(InputError):
    """A file is damaged, empty, mislabelled or of a kind that is not read here."""


class Locked(UnreadableFile):
    """A file needs a password to be opened, or the one given does not open it."""


class TooLarge(InputError):
    """An input is over one of the limits in ``settings.py``."""


class BadAddress(InputError):
    """A URL is malformed, or points where the app must not go."""


class BackendError(SightlineError):
    """The model's side failed."""


class Unreachable(BackendError):
    """No connection to the server, or it stayed silent too long."""


class NotAnApi(BackendError):
    """Something answered, but it is not an OpenAI-compatible API."""


class BadKey(BackendError):
    """The key is missing, malformed or refused."""


class NoBalance(BackendError):
    """The account has no credit left, or the plan does not include this."""


class UnknownModel(BackendError):
    """The server does not serve the model that was asked for."""


class PictureRefused(BackendError):
    """The server would not take a picture: its size, its format, or the model has no eyes."""


class ContextTooLong(BackendError):
    """The conversation does not fit the model's context window."""


class RateLimited(BackendError):
    """The provider asks us to slow down."""


class Filtered(BackendError):
    """The provider's content filter refused the question or the answer."""


class CannotLoad(BackendError):
    """Weights are no checkpoint of a model that sees, are not complete, or do not fit here."""


class OutOfMemory(BackendError):
    """The machine's memory, or the GPU's, did not hold the question with its pictures."""


class ServerFailed(BackendError):
    """The server failed on its side, or answered with something unusable."""


class SandboxError(SightlineError):
    """The browser, or a page in it, failed."""


class NoBrowser(SandboxError):
    """No Chromium was found, or it would not start."""


class SandboxBusy(SandboxError):
    """Every sandbox is in use and the wait was too long."""


class PageFailed(SandboxError):
    """A page hung, crashed, or outgrew its time, memory or size, and was ended."""


class SandboxClosed(SandboxError):
    """The sandbox was closed, or its Chromium died."""


class SettingsError(SightlineError):
    """A setting from the environment or the command line is wrong."""

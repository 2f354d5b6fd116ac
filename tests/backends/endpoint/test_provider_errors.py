import json
import socket
import ssl

import httpx2
import pytest

from model import errors
from model.addresses import check_host
from model.backends.base import Secret
from model.backends.endpoint.network_errors import explain
from model.backends.endpoint.provider_errors import QUOTE_CHARS, Asked, judge, retry_after
from model.backends.endpoint.redact import redact
from model.settings import Settings
from tests.fake_endpoint import error_body

KEY = "sk-live-0123456789abcdef"
ASKED = Asked("api.example", "glm-4.5v", Secret(KEY), pictures=1, path="/v1")
BLIND = "glm-4.5 is not a multimodal model"
LONG = (
    "This model's maximum context length is 65536 tokens. However, you requested 80000 tokens "
    "(79000 in the messages, 1000 in the completion)."
)

# status, shape, code, message -> error, words of the sentence, may be tried again
TABLE = [
    (401, "zai", 1000, "Authentication Failed", errors.BadKey, "refuses the key", False),
    (401, "zai", 1002, "Authentication Token is invalid", errors.BadKey, "paste a valid", False),
    (429, "zai", 1113, "Insufficient balance", errors.NoBalance, "coding plan", False),
    (400, "zai", 1210, "Invalid API parameter", errors.ServerFailed, "did not accept", False),
    (400, "zai", 1210, "图片输入格式/解析错误", errors.PictureRefused, "refused a picture", False),
    (400, "zai", 1211, "Unknown Model", errors.UnknownModel, "'glm-4.5v'", False),
    (400, "zai", 1261, "Prompt exceeds max length", errors.ContextTooLong, "too long", False),
    (400, "zai", 1301, "unsafe or sensitive content", errors.Filtered, "filter", False),
    (429, "zai", 1302, "High concurrency", errors.RateLimited, "too many requests", True),
    (429, "zai", 1305, "rate limit", errors.RateLimited, "try again", True),
    (429, "zai", 1308, "Usage limit reached", errors.NoBalance, "no credit left", False),
    (429, "zai", 1311, "plan does not include", errors.NoBalance, "plan leaves", False),
    (429, "zai", 1312, "model too busy", errors.RateLimited, "too many requests", True),
    (500, "zai", 1234, "Network error", errors.ServerFailed, "failed on its side", True),
    (500, "bigmodel", 500, "boom", errors.ServerFailed, "failed on its side", True),
    (401, "openai", "invalid_api_key", "Incorrect API key", errors.BadKey, "refuses", False),
    (403, "openai", None, "Forbidden", errors.BadKey, "does not let this key", False),
    (429, "openai", "insufficient_quota", "exceeded quota", errors.NoBalance, "credit", False),
    (429, "openai", "rate_limit_exceeded", "slow down", errors.RateLimited, "many", True),
    (404, "openai", "model_not_found", "no such model", errors.UnknownModel, "serve", False),
    (404, "openai", None, "Not Found", errors.NotAnApi, "base URL", False),
    (400, "openai", "context_length_exceeded", "too big", errors.ContextTooLong, "new", False),
    (400, "openai", "content_filter", "no", errors.Filtered, "filter", False),
    (400, "openai", "invalid_image", "bad image", errors.PictureRefused, "picture", False),
    (413, "openai", None, "Payload Too Large", errors.PictureRefused, "too large", False),
    (402, "openrouter", None, "Insufficient credits", errors.NoBalance, "credit", False),
    (403, "openrouter", None, "Input was flagged by moderation", errors.Filtered, "f", False),
    (
        404,
        "openrouter",
        None,
        "No endpoints found that support image input",
        errors.PictureRefused,
        "cannot see",
        False,
    ),
    (404, "openrouter", None, "No endpoints found for x/y", errors.UnknownModel, "s", False),
    (400, "openrouter", None, "x/y is not a valid model ID", errors.UnknownModel, "s", False),
    (502, "openrouter", None, "upstream failed", errors.ServerFailed, "upstream failed", True),
    (404, "vllm", None, "The model `x` does not exist.", errors.UnknownModel, "serve", False),
    (400, "vllm", None, LONG, errors.ContextTooLong, "too long", False),
    (400, "vllm", None, BLIND, errors.PictureRefused, "cannot see pictures", False),
    (400, "vllm", None, "At most 1 image(s) may be provided", errors.PictureRefused, "p", False),
    (500, "vllm", None, LONG, errors.ContextTooLong, "too long", False),
    (422, "fastapi", None, "Extra inputs are not permitted", errors.ServerFailed, "422", False),
    (503, "openai", None, "overloaded", errors.ServerFailed, "(503)", True),
    (504, "openai", None, "", errors.ServerFailed, "(504)", True),
    (408, "openai", None, "timeout", errors.Unreachable, "too long", True),
    (405, "openai", None, "Method Not Allowed", errors.NotAnApi, "base URL", False),
]


@pytest.mark.parametrize(("status", "style", "code", "message", "kind", "words", "retry"), TABLE)
def test_a_providers_error_becomes_one_sentence(status, style, code, message, kind, words, retry):
    body = json.dumps(error_body(status, f"{message} {KEY}", code, style))
    verdict = judge(status, {}, body, ASKED)
    sentence = str(verdict.error)
    assert type(verdict.error) is kind
    assert words in sentence
    assert verdict.retry is retry
    assert KEY not in sentence
    assert "\n" not in sentence and len(sentence) < 700


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (
            200,
            '{"code": 500, "msg": "404 NOT_FOUND", "success": false}',
            errors.ServerFailed,
            "500",
        ),
        (200, "<!doctype html><html></html>", errors.NotAnApi, "not as an OpenAI-compatible API"),
        (404, "<html><body>nginx</body></html>", errors.NotAnApi, "check the base URL's path"),
        (404, "404 page not found", errors.NotAnApi, "check the base URL's path"),
        (502, "<html>Bad Gateway</html>", errors.ServerFailed, "(502)"),
        (401, "<html>Login</html>", errors.BadKey, "refuses the key"),
        (500, "Internal Server Error", errors.ServerFailed, "Internal Server Error"),
        (400, "", errors.ServerFailed, "(400)"),
        (400, "[1, 2]", errors.ServerFailed, "(400)"),
        (400, '{"error": "model x not found"}', errors.UnknownModel, "does not serve"),
        (400, '{"error": null, "detail": {"a": 1}}', errors.ServerFailed, '{"a": 1}'),
    ],
)
def test_odd_bodies(status, body, kind, words):
    verdict = judge(status, {}, body, ASKED)
    assert type(verdict.error) is kind
    assert words in str(verdict.error)


def test_a_base_url_without_a_version_is_told_to_try_one():
    asked = Asked("host.example", "m", path="")
    assert "'host.example/v1'" in str(judge(404, {}, "<html></html>", asked).error)


def test_a_redirect_names_the_other_address_and_is_not_followed():
    verdict = judge(307, {"location": "https://other.example/v1/chat/completions"}, "", ASKED)
    assert isinstance(verdict.error, errors.NotAnApi)
    assert "'https://other.example/v1'" in str(verdict.error)
    assert not verdict.retry


def test_without_a_key_the_sentence_asks_for_one():
    verdict = judge(401, {}, "", Asked("api.example", "m"))
    assert "wants a key" in str(verdict.error)


@pytest.mark.parametrize(
    "message",
    [
        "Unsupported parameter: 'top_p' is not supported with this model.",
        "Unrecognized request argument supplied: chat_template_kwargs",
        "stream_options: Extra inputs are not permitted",
        "Unknown parameter: image_detail",
    ],
)
def test_a_refused_field_may_be_left_out(message):
    assert judge(400, {}, json.dumps({"error": {"message": message}}), ASKED).fields


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500])
def test_other_refusals_are_not_about_fields(status):
    assert not judge(status, {}, '{"error": {"message": "no"}}', ASKED).fields


def test_a_providers_words_are_cut():
    body = json.dumps({"error": {"message": "so much " * 10_000}})
    assert len(str(judge(400, {}, body, ASKED).error)) < QUOTE_CHARS + 200


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, None),
        ({"retry-after": "-1"}, None),
        ({}, None),
    ],
)
def test_retry_after(headers, seconds):
    assert retry_after(headers) == seconds


@pytest.mark.parametrize(
    "echo",
    [
        f"Incorrect API key provided: {KEY}.",
        "Incorrect API key provided: sk-live-********cdef.",
        "key sk-l...cdef is wrong",
        "key sk-liv…ef is wrong",
        "token 0123456789abcdef expired",
        f"Bearer {KEY}",
        f"Authorization={KEY};",
    ],
)
def test_what_a_provider_shows_of_a_key_is_taken_out(echo):
    clean = redact(echo, KEY)
    assert "•••" in clean
    for piece in ("sk-l", "cdef", "01234567", "sk-liv"):
        assert piece not in clean


def test_words_that_are_no_key_stay():
    text = "The model glm-4.5v does not exist... see https://docs.example/live"
    assert redact(text, KEY) == text
    assert redact(text, "") == text


def caused(outer, *causes):
    """``outer`` made from the first of ``causes``, that from the next, and so on."""
    error = outer
    for cause in causes:
        error.__cause__ = cause
        error = cause
    return outer


@pytest.mark.parametrize(
    ("error", "words", "retry"),
    [
        (
            caused(httpx2.ConnectError("x"), socket.gaierror(socket.EAI_NONAME, "no")),
            "no host 'api.example'",
            False,
        ),
        (
            caused(httpx2.ConnectError("x"), socket.gaierror(socket.EAI_AGAIN, "later")),
            "no host 'api.example'",
            True,
        ),
        (
            caused(httpx2.ConnectError("x"), OSError("all failed"), ConnectionRefusedError()),
            "is the server running",
            True,
        ),
        (
            caused(
                httpx2.ConnectError("x"),
                ExceptionGroup("several", [OSError("unreachable"), ConnectionRefusedError()]),
            ),
            "is the server running",
            True,
        ),
        (
            caused(httpx2.ConnectError("x"), ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong")),
            "No secure connection",
            False,
        ),
        (httpx2.ConnectTimeout("x"), "within 10 seconds", True),
        (httpx2.ReadTimeout("x"), "silent for 120 seconds", False),
        (httpx2.RemoteProtocolError("x"), "closed the connection", True),
        (httpx2.ProxyError("x"), "proxy", False),
        (httpx2.ReadError("x"), "cannot be reached", True),
    ],
)
def test_network_failures_become_one_sentence(error, words, retry):
    verdict = explain(error, ASKED, Settings())
    assert isinstance(verdict.error, errors.Unreachable)
    assert words in str(verdict.error)
    assert verdict.retry is retry


def test_an_untrusted_certificate_says_why():
    error = ssl.SSLCertVerificationError(1, "failed")
    error.verify_message = "self-signed certificate"
    verdict = explain(caused(httpx2.ConnectError("x"), error), ASKED, Settings())
    assert "not trusted (self-signed certificate)" in str(verdict.error)


def test_our_own_errors_pass_through():
    try:
        check_host("169.254.169.254", Settings())
    except errors.BadAddress as error:
        with pytest.raises(errors.BadAddress):
            explain(caused(httpx2.ConnectError("x"), error), ASKED, Settings())

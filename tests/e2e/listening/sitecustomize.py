"""Python loads this first in the app under test: it writes down every address it turns to.

And whether it loads what only local weights need.
"""

import os
import sys

_log = os.open(os.environ["SIGHTLINE_TEST_CONNECTIONS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)


def _listen(event, arguments):
    if event == "socket.connect":
        os.write(_log, f"connect {arguments[1]!r}\n".encode())
    elif event == "socket.getaddrinfo":
        os.write(_log, f"resolve {arguments[0]!r}\n".encode())
    elif event == "import" and arguments[0] in ("torch", "transformers"):
        os.write(_log, f"import {arguments[0]}\n".encode())


sys.addaudithook(_listen)

"""In a real browser: the page of a hostile workspace runs nothing and asks for nothing.

A server on loopback hands out the page and counts what is asked of it. Every payload would fetch
from that server if it ever ran or loaded. The control is the same payloads in a page without
escaping and without policy, where the count must rise: so the test can fail.
"""

import re
import shutil
import subprocess
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from plimsoll.report.dossier import report_html

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
PAYLOADS = [
    "<script>fetch('BASE/run-NN')</script>",
    "</title><script>fetch('BASE/run-NN')</script>",
    "</style><script>new Image().src='BASE/run-NN'</script>",
    "<img src=BASE/load-NN>",
    '"><img src=BASE/load-NN onerror="fetch(`BASE/run-NN`)">',
    "<svg onload=\"fetch('BASE/run-NN')\">",
    "<iframe src=BASE/load-NN></iframe>",
    "<link rel=stylesheet href=BASE/load-NN>",
    "<style>@import 'BASE/load-NN';</style>",
    "<style>body{background:url(BASE/load-NN)}</style>",
    "<object data=BASE/load-NN></object>",
    "<embed src=BASE/load-NN>",
    "<video poster=BASE/load-NN></video>",
    "<audio src=BASE/load-NN preload=auto></audio>",
    "<input type=image src=BASE/load-NN>",
    "<body onload=\"fetch('BASE/run-NN')\">",
    "<details open ontoggle=\"fetch('BASE/run-NN')\">x</details>",
]

pytestmark = [
    pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine"),
    pytest.mark.slow,
]


@contextmanager
def counting_server(page_of):
    """Serve one page at /page, made once the address is known; yield what was asked for."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path not in {"/page", "/favicon.ico"}:
                asked.append(self.path)
            body = page if self.path == "/page" else b""
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    address = f"http://127.0.0.1:{server.server_port}"
    page = page_of(address).encode()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield address, asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def visit(url, folder):
    """Open a page, let its time run for two seconds, and return the document it became."""
    return subprocess.run(
        [
            BROWSER,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            f"--user-data-dir={folder}",
            "--virtual-time-budget=2000",
            "--dump-dom",
            url,
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout


def payloads(address):
    return [
        payload.replace("BASE", address).replace("NN", str(number))
        for number, payload in enumerate(PAYLOADS)
    ]


def hostile_page(make, address):
    """Return a report whose register, claim and decision hold every payload."""
    text = " ".join(payloads(address))
    risk = make.risk("data-leakage", text=text)
    claim = make.claim(make.estimate("data-leakage", text=text), text=text)
    decision = make.decision({"data-leakage": claim}, release=text)
    return report_html(
        make.source(
            {"data-leakage": risk},
            {"data-leakage": claim},
            decision=decision,
            workspace_name=text,
            violations=(text,),
            checkpoint_text=text,
        )
    )


def test_a_hostile_workspace_makes_a_page_that_runs_and_asks_for_nothing(make, tmp_path):
    with counting_server(lambda address: hostile_page(make, address)) as (address, asked):
        document = visit(f"{address}/page", tmp_path)
    assert "&lt;script&gt;fetch" in document, "the payloads did not reach the page"
    assert asked == []


def test_the_same_payloads_unescaped_do_run_and_ask(tmp_path):
    def naive(address):
        return "<!doctype html><title>x</title>" + "\n".join(payloads(address))

    with counting_server(naive) as (address, asked):
        visit(f"{address}/page", tmp_path)
    ran = {path for path in asked if re.match(r"/run-\d+", path)}
    loaded = {path for path in asked if re.match(r"/load-\d+", path)}
    assert len(ran) >= 3, asked
    assert len(loaded) >= 5, asked

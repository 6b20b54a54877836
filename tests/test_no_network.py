"""Nothing here asks a network: the tests cannot, and the program has no module that could."""

import ast
import socket
from pathlib import Path

import pytest

from tests.conftest import NetworkUsed
from tests.test_architecture import MODULES, imports

SPEAKS_TO_NETWORKS = {
    "aiohttp", "asyncio", "ftplib", "http", "httpx", "imaplib", "poplib", "requests", "smtplib", "socket",
    "socketserver", "ssl", "telnetlib", "urllib", "urllib3", "webbrowser", "xmlrpc",
}  # fmt: skip


def test_a_test_that_connects_to_a_machine_fails() -> None:
    with pytest.raises(NetworkUsed), socket.socket() as reaching:
        reaching.connect(("127.0.0.1", 9))
    with pytest.raises(NetworkUsed), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sending:
        sending.sendto(b"x", ("127.0.0.1", 9))


def test_a_test_that_asks_for_a_machines_address_fails() -> None:
    with pytest.raises(NetworkUsed):
        socket.getaddrinfo("localhost", 80)


def test_processes_of_this_machine_may_still_be_spoken_to() -> None:
    here, there = socket.socketpair(socket.AF_UNIX)
    here.sendmsg([b"x"])
    assert there.recv(1) == b"x"
    here.close()
    there.close()


@pytest.mark.parametrize("module", MODULES)
def test_no_module_of_the_program_can_speak_to_a_network(module: str) -> None:
    reached = {name.partition(".")[0] for name in imports(MODULES[module])}
    assert not reached & SPEAKS_TO_NETWORKS


def test_pages_and_templates_load_nothing_from_elsewhere(sample: Path) -> None:
    source = Path(MODULES["reports.writers.page"]).read_text("utf-8")
    texts = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    assert not [text for text in texts if isinstance(text, str) and ("http:" in text or "https:" in text)]

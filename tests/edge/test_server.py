"""The real server, over sockets: what some do wrong, others do not feel."""

import http.client
import json
import shutil
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from lianfang.bench.edge.city import InventedCity, decided, header_of
from lianfang.bench.edge.servers import UNLIMITED, edge_server
from lianfang.snapshots.model import COLOURS
from lianfang.snapshots.publish import publish_changes, publish_whole
from tests.edge.conftest import GREEN, NOON, PEOPLE, YELLOW

HOST = "127.0.0.1"


class Server:
    """A running edge and how to ask it."""

    def __init__(self, process, port: int, folder: Path, city: InventedCity) -> None:
        self.process, self.port, self.folder, self.city = process, port, folder, city

    def connect(self) -> socket.socket:
        return socket.create_connection((HOST, self.port), timeout=10)

    def http(self):
        return closing(http.client.HTTPConnection(HOST, self.port, timeout=10))

    def get(self, path: str, person: int = GREEN) -> tuple[int, dict]:
        with self.http() as connection:
            connection.request("GET", path, headers={"authorization": f"Bearer {self.city.tokens[person]}"})
            response = connection.getresponse()
            return response.status, json.loads(response.read())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def server(made, tmp_path_factory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("served") / "city"
    shutil.copytree(made[0], folder)
    port = free_port()
    with edge_server(folder, port, settings=UNLIMITED) as process:
        yield Server(process, port, folder, made[1])


def test_the_server_answers_like_the_application(server: Server):
    assert server.get("/v1/make", YELLOW)[1]["colour"] == "yellow"
    assert server.get("/v1/query", GREEN)[1]["colour"] == "green"
    assert server.get("/health")[0] == 200
    assert server.get("/nowhere")[0] == 404


def test_a_code_is_verified_over_the_wire(server: Server):
    code = server.get("/v1/make")[1]["code"]

    with server.http() as connection:
        connection.request("POST", "/v1/verify", body=json.dumps({"code": code}))
        told = json.loads(connection.getresponse().read())

    assert told["verdict"] == "valid"


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00" + bytes(range(256)),
        b"GET /v1/make HTTP/9.9\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"GET /v1/make HTTP/1.1\r\nhost: x\r\nauthorization: Bearer \xff\xfe\x80\r\n\r\n",
        b"GET /v1/make HTTP/1.1\r\nhost: x\r\n" + b"x-long: " + b"a" * 2_000_000,
        b"GET /v1/make HTTP/1.1\r\n" + b"".join(b"h%d: 1\r\n" % n for n in range(20_000)) + b"\r\n",
        b"POST /v1/verify HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999\r\n\r\n{",
        b"POST /v1/verify HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n",
        b"GET " + b"/" * 100_000 + b" HTTP/1.1\r\n\r\n",
    ],
    ids=["tls", "version", "nonsense", "bytes", "long header", "many headers", "long body", "chunks", "long path"],
)
def test_rubbish_on_one_connection_is_not_felt_on_another(server: Server, sent: bytes):
    with server.connect() as rude:
        with suppress(OSError):  # it may hang up before it has all of it: that is an answer too
            rude.sendall(sent)
        assert server.get("/v1/make", YELLOW)[1]["colour"] == "yellow"


def begun(server: Server, count: int) -> list[socket.socket]:
    """Connections that send the beginning of a request and then nothing."""
    slow = [server.connect() for _ in range(count)]
    for connection in slow:
        connection.sendall(b"GET /v1/make HTTP/1.1\r\nhost: x\r\n")
    return slow


def test_slow_senders_are_not_felt(server: Server):
    slow = begun(server, 150)
    spent = []
    for _ in range(20):
        began = time.perf_counter()
        assert server.get("/v1/make")[0] == 200
        spent.append(time.perf_counter() - began)
    for connection in slow:
        connection.close()

    assert sorted(spent)[10] < 0.5


@pytest.mark.thorough
def test_slow_senders_are_let_go(server: Server):
    for connection in begun(server, 20):
        with connection:
            connection.settimeout(10)
            assert b"200" not in connection.recv(1000)


def test_a_socket_closed_half_way_still_gets_its_answer_or_an_end(server: Server):
    token = server.city.tokens[GREEN].encode()
    with server.connect() as half:
        half.sendall(b"GET /v1/query HTTP/1.1\r\nhost: x\r\nauthorization: Bearer " + token + b"\r\n\r\n")
        half.shutdown(socket.SHUT_WR)
        half.settimeout(3)
        first = half.recv(4000)
    gone = [server.connect() for _ in range(50)]
    for connection in gone:
        connection.sendall(b"GET /v1/query HTTP/1.1\r\nhost: x\r\nauthorization: Bearer " + token + b"\r\n\r\n")
        connection.close()

    assert first == b"" or first.startswith(b"HTTP/1.1 200")
    assert server.get("/v1/query")[0] == 200


def _asked_all_the_time(server: Server, stop: threading.Event, seen: list, failed: list) -> None:
    """One client that keeps its connection and asks again and again."""
    with server.http() as connection:
        while not stop.is_set():
            person = len(seen) % PEOPLE
            try:
                headers = {"authorization": f"Bearer {server.city.tokens[person]}"}
                connection.request("GET", "/v1/query", headers=headers)
                response = connection.getresponse()
                told = json.loads(response.read())
                seen.append((response.status, told.get("computed_at"), told.get("colour")))
            except (OSError, http.client.HTTPException) as error:
                failed.append(repr(error))
                connection.close()


def _replaced(server: Server, pack, times: int) -> tuple[list, list]:
    """The snapshot is replaced while two clients ask; every whole has everybody in one colour, told by its minute."""
    stop, seen, failed = threading.Event(), [], []
    clients = [threading.Thread(target=_asked_all_the_time, args=(server, stop, seen, failed)) for _ in range(2)]
    for client in clients:
        client.start()
    first = 1_000_000
    for number in range(1, times + 1):
        told = header_of(pack, NOON - timedelta(minutes=number), first + number)
        everybody = decided(range(PEOPLE), COLOURS[number % 3])
        if number % 5 == 4:
            publish_changes(server.folder / "snapshot", everybody, told)
        else:
            publish_whole(server.folder / "snapshot", [everybody], told)
        time.sleep(0.05)
    stop.set()
    for client in clients:
        client.join()
    publish_whole(server.folder / "snapshot", [decided(range(PEOPLE))], header_of(pack, NOON, first + times + 1))
    time.sleep(0.2)
    return seen, failed


def _must_be_whole(seen: list, failed: list, times: int) -> None:
    expected = {(NOON - timedelta(minutes=n)).isoformat(): COLOURS[n % 3] for n in range(1, times + 1)}
    assert failed == []
    assert {status for status, _, _ in seen} == {200}
    torn = [one for one in seen if one[1] != NOON.isoformat() and expected[one[1]] != one[2]]
    assert torn == []
    assert len({moment for _, moment, _ in seen}) > times // 3


def test_the_snapshot_is_replaced_under_load_and_nobody_notices_safety_8(server: Server, pack):
    _must_be_whole(*_replaced(server, pack, 12), 12)


@pytest.mark.thorough
def test_the_snapshot_is_replaced_a_hundred_times_under_load_and_nobody_notices_safety_8(server: Server, pack):
    _must_be_whole(*_replaced(server, pack, 100), 100)


@pytest.mark.thorough
def test_processes_are_replaced_under_load_and_no_question_is_lost(made, tmp_path):
    folder = tmp_path / "city"
    shutil.copytree(made[0], folder)
    port = free_port()
    with edge_server(folder, port, settings={**UNLIMITED, "EDGE_WORKERS": "2"}) as process:
        server = Server(process, port, folder, made[1])
        stop, seen, failed = threading.Event(), [], []
        clients = [threading.Thread(target=_asked_all_the_time, args=(server, stop, seen, failed)) for _ in range(4)]
        for client in clients:
            client.start()
        time.sleep(1)
        process.send_signal(signal.SIGHUP)
        time.sleep(12)
        stop.set()
        for client in clients:
            client.join()

    assert [error for error in failed if "Refused" in error] == []
    assert {status for status, _, _ in seen} == {200}
    assert len(failed) <= 4, "only a connection that lies idle when its process ends has to be opened again"

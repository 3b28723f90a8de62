"""Another implementation, in another language: Chromium's WebCrypto gives every vector the verdict told by hand."""

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
VECTORS = "docs/reference/signed-code-vectors.json"

pytestmark = pytest.mark.browser

READ = """async ([vectors, rubbish]) => {
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const { readTrustList, readStatusList, verifyCode } = await import("/src/lianfang/web/static/js/signed-code.js");
  const roots = vectors.keys.filter((key) => key.name === "root").map((key) => bytes(key.public_spki));
  const good = bytes(vectors.trust_list.bytes);
  const now = vectors.trust_list.at;
  const trust = await readTrustList(good, { roots, now });
  const list = await readStatusList(bytes(vectors.status_list.bytes), trust);
  const lists = new Map([[list.number, list]]);
  const read = (text, now) => verifyCode(text, { trust, now, lists });
  const found = {};
  for (const code of vectors.codes) found[code.name] = await read(code.text, code.at);
  const refused = (promise) => promise.then(() => false, () => true);
  const changed = good.map((byte, at) => at === good.length - 1 ? byte ^ 1 : byte);
  return {
    found,
    issuer: trust.issuer,
    rubbish: await Promise.all(rubbish.map((text) => read(text, 0).then((one) => one.verdict))),
    listRefused: [
      await refused(readTrustList(changed, { roots, now })),
      await refused(readTrustList(good, { roots, now: trust.until })),
      await refused(readTrustList(good, { roots, now, newerThan: trust.issued + 1 })),
      await refused(readTrustList(good, { roots: [], now })),
    ],
  };
}"""


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A page on this machine, where WebCrypto is allowed, that can fetch the project's own files."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(ROOT)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = chromium.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/{VECTORS}")
    yield page
    page.close()
    server.shutdown()
    server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *_: object) -> None:
        return


def test_chromium_gives_every_vector_its_verdict(page: Any) -> None:
    vectors = json.loads((ROOT / VECTORS).read_text(encoding="utf-8"))
    rubbish = ["", "LF1:", "LF1:::::", "LF1:BB8", "HC1:BB8", "LF1:" + "A" * 5000]

    told = page.evaluate(READ, [vectors, rubbish])

    assert {name: one["verdict"] for name, one in told["found"].items()} == {
        code["name"]: code["verdict"] for code in vectors["codes"]
    }
    assert {name: one["claims"] for name, one in told["found"].items() if one["claims"]} == {
        code["name"]: code["says"] for code in vectors["codes"] if "says" in code
    }
    assert told["issuer"] == "示范市"
    assert set(told["rubbish"]) == {"unreadable"}
    assert told["listRefused"] == [True] * 4

// Reads and verifies signed codes without a network (docs/reference/signed-code.md). An ES module of its own: a gate's page,
// a service worker or anybody else may import it. Nothing here asks a server, stores anything, or draws.

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const PREFIX = "LF1:";
const LONGEST = 4296;
const DEEPEST = 24;
const CODE = -65537;
const KEYS = -65539;
const NUMBER = -65538;
const STATUS_LIST = 65533;
const MOST_STATUS_BYTES = 1 << 23;
const CLOCKS_DIFFER = 60;
const TRUST_LIST = "application/vnd.lianfang.trust-list+cwt";
const COLOURS = ["green", "yellow", "red"];
const ENTRIES = ["allowed", "conditional", "deferred", "refused"];
const EDDSA = -8;
const ES256 = -7;

class NotReadable extends Error {}

const refuse = (why) => {
  throw new NotReadable(why);
};

// ── Base45 (RFC 9285) ──
const fromBase45 = (text) => {
  const digits = [...text].map((character) => ALPHABET.indexOf(character));
  if (digits.includes(-1) || digits.length % 3 === 1) refuse("not base45");
  const out = [];
  for (let at = 0; at < digits.length; at += 3) {
    const [low, middle, high] = digits.slice(at, at + 3);
    const value = low + 45 * middle + 2025 * (high ?? 0);
    if (value > (high === undefined ? 0xff : 0xffff)) refuse("not base45");
    out.push(...(high === undefined ? [value] : [value >> 8, value & 0xff]));
  }
  return new Uint8Array(out);
};

// ── CBOR (RFC 8949): what codes and lists need, lengths believed only once their bytes are there ──
class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  take(count) {
    if (count > this.bytes.length - this.at) refuse("cut off");
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  number(info) {
    if (info < 24) return info;
    if (info > 27) refuse("a length that means nothing");
    const value = this.take(1 << (info - 24)).reduce((sum, byte) => sum * 256 + byte, 0);
    return Number.isSafeInteger(value) ? value : refuse("a number too large");
  }

  item(depth = 0) {
    if (depth > DEEPEST) refuse("nested too deep");
    const first = this.take(1)[0];
    const info = first & 31;
    switch (first >> 5) {
      case 0: return this.number(info);
      case 1: return -1 - this.number(info);
      case 2: return this.take(this.number(info)).slice();
      case 3: return new TextDecoder("utf-8", { fatal: true }).decode(this.take(this.number(info)));
      case 4: return this.many(this.number(info), () => this.item(depth + 1));
      case 5: return this.map(this.number(info), depth);
      case 6: return { tag: this.number(info), value: this.item(depth + 1) };
      default: return info === 20 ? false : info === 21 ? true : info === 22 ? null : refuse("not in a code");
    }
  }

  many(count, one) {
    if (count > this.bytes.length - this.at) refuse("cut off");
    return Array.from({ length: count }, one);
  }

  map(count, depth) {
    const found = new Map();
    this.many(count, () => {
      const key = this.item(depth + 1);
      if (found.has(key)) refuse("a key twice");
      found.set(key, this.item(depth + 1));
    });
    return found;
  }
}

const fromCbor = (bytes) => {
  const reader = new Reader(bytes);
  const item = reader.item();
  return reader.at === bytes.length ? item : refuse("bytes are left over");
};

// ── COSE_Sign1 (RFC 9052) ──
const headOf = (length) => length < 24 ? [0x40 + length] : length < 256 ? [0x58, length] : length < 65536
  ? [0x59, length >> 8, length & 0xff] : [0x5a, length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff];

const toBeSigned = (header, payload) => {
  const parts = [[0x84, 0x6a], new TextEncoder().encode("Signature1"), headOf(header.length), header, [0x40], headOf(payload.length), payload];
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (out.set(part, at), at + part.length), 0);
  return out;
};

const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const envelopeOf = (bytes) => {
  let item = fromCbor(bytes);
  for (const tag of [61, 18]) if (item !== null && item.tag === tag) item = item.value;
  if (!Array.isArray(item) || item.length !== 4) refuse("not an envelope");
  const [raw, unprotected, payload, signature] = item;
  if (![raw, payload, signature].every((part) => part instanceof Uint8Array) || !(unprotected instanceof Map)) refuse("not an envelope");
  const header = fromCbor(raw);
  if (!(header instanceof Map)) refuse("not an envelope");
  const kid = header.get(4);
  return { raw, header, payload, signature, kid: kid instanceof Uint8Array ? hex(kid) : null };
};

// The algorithm is the key's own; a header that says another is a forgery.
const isBy = async (envelope, key) => envelope.header.get(1) === key.algorithm && crypto.subtle.verify(
  key.algorithm === EDDSA ? { name: "Ed25519" } : { name: "ECDSA", hash: "SHA-256" },
  key.key, envelope.signature, toBeSigned(envelope.raw, envelope.payload),
);

/** A public key from its SubjectPublicKeyInfo: Ed25519 or P-256. */
export const importKey = async (spki) => {
  const import_ = (algorithm) => crypto.subtle.importKey("spki", spki, algorithm, false, ["verify"]);
  const kid = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", spki)).subarray(0, 8));
  try {
    return { kid, algorithm: EDDSA, key: await import_({ name: "Ed25519" }) };
  } catch {
    return { kid, algorithm: ES256, key: await import_({ name: "ECDSA", namedCurve: "P-256" }) };
  }
};

/** The trust list in `bytes`, when one of `roots` (SubjectPublicKeyInfo) signed it and it holds at `now` (seconds). */
export const readTrustList = async (bytes, { roots, now, newerThan = 0 }) => {
  const envelope = envelopeOf(bytes);
  const keys = await Promise.all(roots.map(importKey));
  const root = keys.find((key) => key.kid === envelope.kid);
  if (envelope.header.get(16) !== TRUST_LIST || !root || !(await isBy(envelope, root))) refuse("no root we know signed it");
  const said = fromCbor(envelope.payload);
  if (now >= said.get(4) || said.get(6) < newerThan) refuse("run out, or older than the one held");
  const listed = await Promise.all(said.get(KEYS).map(async ([kid, spki, since, until]) => {
    const key = await importKey(spki);
    return key.kid === hex(kid) ? { ...key, since, until } : refuse("an id that is not its key's");
  }));
  return { issuer: said.get(1), issued: said.get(6), until: said.get(4), keys: new Map(listed.map((key) => [key.kid, key])) };
};

const inflate = async (bytes) => {
  const out = new Uint8Array(MOST_STATUS_BYTES);
  let at = 0;
  for await (const part of new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))) {
    if (at + part.length > MOST_STATUS_BYTES) refuse("larger than allowed");
    out.set(part, at);
    at += part.length;
  }
  return out.slice(0, at);
};

/** The status list in `bytes`, when a key of `trust` signed it. */
export const readStatusList = async (bytes, trust) => {
  const envelope = envelopeOf(bytes);
  const key = trust.keys.get(envelope.kid);
  if (!key || !(await isBy(envelope, key))) refuse("no trusted key signed it");
  const said = fromCbor(envelope.payload);
  const list = said.get(STATUS_LIST);
  if (!(list instanceof Map) || list.get("bits") !== 1) refuse("not a list of one bit for each code");
  return { number: said.get(NUMBER), until: said.get(4), bits: await inflate(list.get("lst")) };
};

// True: revoked. False: it stands. Null: this list cannot tell.
const isRevoked = (list, place, now) => {
  const byte = list.bits[place >> 3];
  if (byte === undefined || (byte >> (place & 7)) & 1) return true;
  return now < list.until ? false : null;
};

const whole = (value) => Number.isInteger(value) && value >= 0 ? value : refuse("not a time");
const text = (value) => typeof value === "string" && value.length <= 64 ? value : refuse("not a text");
const perhaps = (read, value) => value === undefined ? null : read(value);
const word = (words) => (number) => words[number - 1] ?? refuse("a number without a word");
const bytesOf = (length) => (value) => value instanceof Uint8Array && value.length === length ? hex(value) : refuse("not bytes");

const claimsOf = (payload) => {
  const outer = fromCbor(payload);
  const said = outer instanceof Map ? outer.get(CODE) : undefined;
  if (!(said instanceof Map)) refuse("not a code of ours");
  const claims = {
    name: text(said.get(1)), masked_id: text(said.get(2)),
    colour: perhaps(word(COLOURS), said.get(3)), notice: perhaps(text, said.get(4)), entry: perhaps(word(ENTRIES), said.get(5)),
    rules: (said.get(6) ?? []).map(text), duty: perhaps(text, said.get(7)), status: perhaps((place) => place.map(whole), said.get(8)),
    issued: whole(outer.get(6)), fresh_until: whole(said.get(9)), usable_until: whole(outer.get(4)),
    release: bytesOf(8)(said.get(10)), code_id: bytesOf(16)(outer.get(7)),
  };
  const inOrder = claims.issued <= claims.fresh_until && claims.fresh_until <= claims.usable_until;
  const one = (claims.colour === null) !== (claims.notice === null);
  return inOrder && one && claims.masked_id.includes("*") && claims.rules.length <= 2 ? claims : refuse("not a code of ours");
};

const verdictOf = (claims, revoked, now) => {
  if (revoked) return "revoked";
  if (now + CLOCKS_DIFFER < claims.issued) return "not_yet_valid";
  if (now >= claims.usable_until) return "expired";
  return now < claims.fresh_until ? "valid" : "stale";
};

/** The verdict on a code's text at `now` (seconds): `{verdict, claims, statusChecked}`. Never throws for what a stranger shows. */
export const verifyCode = async (shown, { trust, now, lists = new Map() }) => {
  try {
    if (!shown.startsWith(PREFIX) || shown.length > LONGEST) refuse("another prefix");
    const envelope = envelopeOf(fromBase45(shown.slice(PREFIX.length)));
    const key = trust.keys.get(envelope.kid);
    if (!key) return { verdict: "untrusted", claims: null, statusChecked: false };
    if (!(await isBy(envelope, key))) return { verdict: "forged", claims: null, statusChecked: false };
    const claims = claimsOf(envelope.payload);
    if (claims.issued < key.since || (key.until !== null && claims.issued > key.until)) return { verdict: "untrusted", claims: null, statusChecked: false };
    const list = claims.status && lists.get(claims.status[0]);
    const revoked = list ? isRevoked(list, claims.status[1], now) : null;
    return { verdict: verdictOf(claims, revoked, now), claims, statusChecked: revoked !== null };
  } catch {
    return { verdict: "unreadable", claims: null, statusChecked: false };
  }
};

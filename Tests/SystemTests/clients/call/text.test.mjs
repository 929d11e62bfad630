import assert from "node:assert/strict";
import { test } from "node:test";
const text = await import(`${process.env.SITE}/call-text.js`);

test("a random room name is of base62, and all of it occurs", () => {
  const seen = new Set();
  for (let round = 0; round < 200; round += 1) {
    const name = text.randomName();
    assert.match(name, /^[0-9A-Za-z]{12}$/);
    for (const letter of name) seen.add(letter);
  }
  assert.equal(seen.size, 62);
});

test("a room goes through the fragment and comes back, whatever its name", () => {
  for (const room of ["tour", "a b&c=d#e", "é/ü?%41+", "🎉", "\u202ex"]) {
    assert.equal(text.roomOf(text.hashOf(room)), room);
  }
  assert.equal(text.roomOf("#room=tour"), "tour");
  assert.equal(text.roomOf("#manual"), "");
  assert.equal(text.roomOf(""), "");
});

test("names keep the hub's limits", () => {
  assert.equal(text.nameProblem("x".repeat(128)), "");
  assert.match(text.nameProblem("é".repeat(65)), /128 bytes/);
  assert.match(text.nameProblem("a\u0007"), /control/);
});

test("shown names are one short line and never empty", () => {
  assert.equal(text.shownName("  Ada\n\tL. "), "Ada L.");
  assert.equal(text.shownName(""), "Guest");
  assert.equal(text.shownName({ toString: 1 }), "Guest");
  assert.equal(Array.from(text.shownName("👩".repeat(5000))).length, 40);
  assert.ok(text.shownName("x".repeat(10240)).endsWith("…"));
});

test("cutting halves no surrogate pair", () => {
  assert.equal(text.cut("👩👩👩", 3), "👩👩👩");
  assert.equal(text.cut("👩👩👩👩", 3), "👩👩…");
});

test("an initial is something to read", () => {
  assert.equal(text.initialOf("ada"), "A");
  assert.equal(text.initialOf("<img>"), "I");
  assert.equal(text.initialOf("\u202e👩"), "👩");
  assert.equal(text.initialOf("…"), "?");
});

test("sizes have two or three digits", () => {
  const words = [0, 999, 1000, 12_345, 999_499, 999_500, 1_500_000, 256 * 1024 * 1024].map(text.sizeInWords);
  assert.deepEqual(words, ["0 B", "999 B", "1.0 kB", "12 kB", "999 kB", "1.0 MB", "1.5 MB", "268 MB"]);
});

test("states are in words", () => {
  const words = (state, path) => text.stateInWords(state, path).text;
  assert.equal(words("connected", { local: "host", remote: "prflx" }), "connected directly (host/prflx)");
  const relayed = { local: "host", remote: "relay" };
  assert.equal(words("connected", relayed), "connected through a relay (host/relay)");
  assert.equal(words("connected", null), "connected directly");
  assert.equal(words("new"), "connecting");
  assert.match(words("failed"), /^failed: /);
});

import assert from "node:assert/strict";
import { test } from "node:test";
const { readCode, writeCode } = await import(`${process.env.SITE}/manual-code.js`);

const sdp = (setup) => [
  "v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
  "c=IN IP4 0.0.0.0", "a=ice-ufrag:Ab1c", "a=ice-pwd:secretsecretsecretsecret", "a=fingerprint:sha-256 00:11",
  `a=setup:${setup}`, "a=candidate:1 1 udp 1 10.0.0.1 9 typ host", "",
].join("\r\n");
const offer = writeCode("offer", sdp("actpass"), "Åda 👩");
const answer = writeCode("answer", sdp("active"), "Bob", offer.slice(-8));
const problem = (...values) => readCode(...values).problem ?? "";

test("what was written is read", () => {
  const expected = { type: "offer", sdp: sdp("actpass"), name: "Åda 👩", sum: offer.slice(-8), to: "" };
  assert.deepEqual(readCode(offer, "offer").code, expected);
  assert.equal(readCode(answer, "answer", offer).code.sdp, sdp("active"));
});

test("what mail and messengers do to a text does no harm", () => {
  const lines = offer.match(/.{1,60}/g);
  for (const changed of [` ${offer}\n`, lines.join("\r\n"), lines.map((line) => `> ${line}`).join("\n"),
    `"${offer}"`, `\u200e${offer}\u200b`, `\`\`\`\n${offer}\n\`\`\``]) {
    assert.equal(readCode(changed, "offer").code?.sdp, sdp("actpass"), JSON.stringify(changed.slice(0, 40)));
  }
});

test("every cut is noticed", () => {
  for (let length = 0; length < offer.length; length += 1) {
    assert.ok(problem(offer.slice(0, length), "offer"), String(length));
    if (length > 0) assert.ok(problem(offer.slice(length), "offer"), String(length));
  }
  assert.match(problem(offer.slice(0, -3), "offer"), /cut off at its end/);
  assert.match(problem(offer.slice(9), "offer"), /beginning is missing/);
  assert.match(problem(offer.slice(0, 50) + offer.slice(60), "offer"), /lost a part/);
});

test("the wrong text is named", () => {
  assert.match(problem("", "offer"), /Paste the offer/);
  assert.match(problem(offer, "answer", offer), /your own/);
  assert.match(problem(offer, "answer"), /This is an offer/);
  assert.match(problem(answer, "offer"), /This is an answer/);
  const later = writeCode("offer", sdp("actpass").replace("Ab1c", "Zz9z"), "Ada");
  assert.match(problem(answer, "answer", later), /another offer/);
  assert.match(problem("Hello, how are you?", "offer"), /beginning is missing|no offer/);
  assert.match(problem("{\"a\":", "offer"), /no offer or answer/);
});

test("texts of other programs are read: JSON and bare SDP", () => {
  const json = JSON.stringify({ type: "offer", sdp: sdp("actpass") });
  assert.equal(readCode(json, "offer").code.sdp, sdp("actpass"));
  assert.equal(readCode(sdp("actpass").replaceAll("\r\n", "\n"), "offer").code.type, "offer");
  assert.match(problem(sdp("active"), "offer"), /This is an answer/);
});

test("descriptions that cannot work are refused", () => {
  const without = (pattern) => writeCode("offer", sdp("actpass").replace(pattern, ""), "Ada");
  assert.match(problem(without(/a=candidate.*\r\n/), "offer"), /no network address/);
  assert.match(problem(without(/m=application.*\r\n/), "offer"), /no data channel/);
  assert.match(problem(without(/a=fingerprint.*\r\n/), "offer"), /not complete/);
});

test("a megabyte of rubbish is refused in no time", () => {
  const started = Date.now();
  for (const part of ["A", "{", ".", "\u200b", "hub1."]) {
    assert.ok(problem("hub1.offer." + part.repeat(1e6), "offer"));
    assert.ok(problem(part.repeat(1e6), "offer"));
  }
  assert.ok(Date.now() - started < 1000);
});

import assert from "node:assert/strict";
import { test } from "node:test";
const { deriveKey, Opener, Sealer } = await import(`${process.env.SITE}/call-crypto.js`);

const key = await deriveKey("correct horse", "tour");
const direction = { room: "tour", from: "a".repeat(32), to: "b".repeat(32) };
const bytes = (text) => new TextEncoder().encode(text);
const fails = (promise, code) => assert.rejects(promise, (error) => error.code === code);

test("what is sealed opens, in order, and no two seals are alike", async () => {
  const sealer = new Sealer(key, direction), opener = new Opener(key, direction);
  const frames = [await sealer.seal(0, bytes("one")), await sealer.seal(2, bytes("one"))];
  assert.notDeepEqual(frames[0].slice(6), frames[1].slice(6));
  for (const [index, frame] of frames.entries()) {
    const { kind, plain } = await opener.open(frame);
    assert.equal(kind, [0, 2][index]);
    assert.equal(new TextDecoder().decode(plain), "one");
  }
});

test("another passphrase or room opens nothing, and goes on counting", async () => {
  const composed = await deriveKey("pe\u0301pin", "tour");
  const sealer = new Sealer(await deriveKey("p\u00e9pin", "tour"), direction);
  const frames = [await sealer.seal(2, bytes("x")), await sealer.seal(2, bytes("y"))];
  await new Opener(composed, direction).open(frames[0]);
  const other = new Opener(key, direction);
  await fails(other.open(frames[0]), "key");
  await fails(other.open(frames[1]), "key");
  await fails(new Opener(await deriveKey("p\u00e9pin", "tour2"), direction).open(frames[0]), "key");
});

test("replays, gaps and swaps are noticed", async () => {
  const sealer = new Sealer(key, direction);
  const one = await sealer.seal(2, bytes("1")), two = await sealer.seal(2, bytes("2"));
  const three = await sealer.seal(2, bytes("3"));
  const opener = new Opener(key, direction);
  await opener.open(one);
  await fails(opener.open(one), "order");
  await fails(opener.open(three), "order");
  await opener.open(two);
  // A number that was rewritten does not fit the tag.
  const forged = one.slice();
  forged[5] = 2;
  await fails(opener.open(forged), "key");
});

test("room, sender, receiver and kind are bound to the frame", async () => {
  const frame = await new Sealer(key, direction).seal(2, bytes("x"));
  for (const [name, value] of [["room", "other"], ["from", "c".repeat(32)], ["to", "c".repeat(32)]]) {
    await fails(new Opener(key, { ...direction, [name]: value }).open(frame), "key");
  }
  const reflected = { room: "tour", from: direction.to, to: direction.from };
  await fails(new Opener(key, reflected).open(frame), "key");
  const control = frame.slice();
  control[1] = 0;
  await fails(new Opener(key, direction).open(control), "key");
});

test("every changed bit is noticed", async () => {
  const frame = await new Sealer(key, direction).seal(2, bytes("hello"));
  for (let at = 0; at < frame.length; at += 1) {
    const changed = frame.slice();
    changed[at] ^= 1;
    await assert.rejects(new Opener(key, direction).open(changed));
  }
  for (let length = 0; length < frame.length; length += 1) {
    await assert.rejects(new Opener(key, direction).open(frame.slice(0, length)));
  }
});

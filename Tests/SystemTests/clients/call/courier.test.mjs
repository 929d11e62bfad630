import assert from "node:assert/strict";
import { test } from "node:test";
const { deriveKey } = await import(`${process.env.SITE}/call-crypto.js`);
const { Courier } = await import(`${process.env.SITE}/call-courier.js`);
const { writeChunk } = await import(`${process.env.SITE}/call-wire.js`);

const good = await deriveKey("oak", "tour"), bad = await deriveKey("elm", "tour");
const settled = () => new Promise((done) => setTimeout(done, 60));

/** Two couriers on one channel. `tap` sees, and may replace, what goes from the first to the second. */
async function pair(key1, key2, tap = (frame) => [frame]) {
  const sides = [];
  const log = [[], []];
  for (const index of [0, 1]) {
    sides[index] = new Courier({
      room: "tour", key: [key1, key2][index], patience: 20, drained: async () => {},
      send: (data) => {
        const copies = index === 0 ? tap(data) : [data];
        for (const copy of copies) {
          const frame = typeof copy === "string" ? copy : copy.slice().buffer;
          queueMicrotask(() => sides[1 - index].receive(frame));
        }
        return true;
      },
      onReady: () => sides[index].say({ type: "self", name: "x" }),
      onMessage: (message) => message.type === "self" || log[index].push(message.text ?? message.type),
      onChunk: ({ id, index: at, data }) => log[index].push(`${id}/${at}: ${data.length}`),
      onTrouble: (trouble, isChat) => log[index].push(`! ${trouble}${isChat ? " chat" : ""}`),
    });
  }
  for (const side of sides) side.start();
  await settled();
  return { sides, log };
}

for (const [name, key] of [["plain", null], ["sealed", good]]) {
  test(`${name}: messages and chunks arrive in the order they were sent in`, async () => {
    const { sides, log } = await pair(key, key);
    assert.equal(sides[0].state, name);
    const sent = [];
    for (let index = 0; index < 20; index += 1) {
      sent.push(sides[0].say({ type: "chat", text: `m${index}` }));
      sent.push(sides[0].sendChunk(7, index, new Uint8Array(index + 1)));
    }
    assert.ok((await Promise.all(sent)).every(Boolean));
    await settled();
    const chats = log[1].filter((line) => line.startsWith("m"));
    const chunks = log[1].filter((line) => line.startsWith("7/"));
    assert.deepEqual(chats, Array.from({ length: 20 }, (_, index) => `m${index}`));
    assert.deepEqual(chunks, Array.from({ length: 20 }, (_, index) => `7/${index}: ${index + 1}`));
  });
}

test("another passphrase: each message is noted, none is read", async () => {
  const { sides, log } = await pair(good, bad);
  await sides[0].say({ type: "chat", text: "hidden" });
  await sides[0].say({ type: "chat", text: "hidden" });
  await settled();
  assert.deepEqual(log[1], ["! other-passphrase", "! other-passphrase chat", "! other-passphrase chat"]);
  assert.equal(sides[1].proven, false);
  assert.equal(sides[0].takesFiles, false);
});

test("who has a passphrase sends and believes nothing in plain", async () => {
  const seen = [];
  const { sides, log } = await pair(good, null, (frame) => (seen.push(frame), [frame]));
  assert.equal(await sides[0].say({ type: "chat", text: "hidden" }), false);
  assert.equal(await sides[1].say({ type: "chat", text: "hidden" }), false);
  assert.deepEqual(log, [["! none-there"], ["! none-here"]]);
  assert.equal(seen.length, 1);
  await sides[0].receive(JSON.stringify({ type: "chat", text: "forged" }));
  await sides[0].receive(new Uint8Array([0, 1, ...writeChunk(1, 0, new Uint8Array(3))]).buffer);
  assert.ok(!log[0].some((line) => /forged|1\/0/.test(line)));
});

test("a frame that comes twice is told from a wrong passphrase", async () => {
  let twice = false;
  const { sides, log } = await pair(good, good, (frame) => (twice ? [frame, frame] : [frame]));
  twice = true;
  await sides[0].say({ type: "chat", text: "once" });
  await settled();
  assert.deepEqual(log[1], ["once", "! tampered chat"]);
});

test("a second hello changes nothing", async () => {
  const { sides, log } = await pair(good, good);
  await sides[1].receive(JSON.stringify({ type: "hello", version: 1, nonce: "0".repeat(32), sealed: true }));
  await sides[1].receive(JSON.stringify({ type: "hello", version: 1, nonce: "0".repeat(32), sealed: false }));
  await sides[0].say({ type: "chat", text: "still here" });
  await settled();
  assert.deepEqual(log[1], ["still here"]);
});

test("a program that knows no hello gets and gives plain text", async () => {
  const sent = [], log = [];
  const courier = new Courier({
    room: "tour", key: null, patience: 20, drained: async () => {}, send: (data) => (sent.push(data), true),
    onReady: () => {}, onMessage: ({ text }) => log.push(text), onChunk: () => {}, onTrouble: () => {},
  });
  courier.start();
  const waiting = courier.say({ type: "chat", text: "hello you" });
  await settled();
  assert.equal(await waiting, true);
  assert.equal(sent[1], "hello you");
  await courier.receive("good day");
  assert.deepEqual(log, ["good day"]);
  assert.equal(await courier.say({ type: "file", id: 1 }), false);
});

test("rubbish is dropped", async () => {
  const { sides, log } = await pair(null, null);
  const rubbish = ["", "[]", "null", "{}", '{"type":"chat"}', "x".repeat(100_000), new ArrayBuffer(0),
    new Uint8Array([0]).buffer, new Uint8Array([0, 1, 2]).buffer, new Uint8Array(70_000).buffer];
  for (const data of rubbish) await sides[1].receive(data);
  assert.deepEqual(log[1], []);
});

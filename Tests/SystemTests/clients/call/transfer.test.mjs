import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
const { digestOf, Incoming, sendBytes } = await import(`${process.env.SITE}/call-transfer.js`);
const { readChunk, readMessage, safeFileName, writeChunk } = await import(`${process.env.SITE}/call-wire.js`);

const content = (size) => Uint8Array.from({ length: size }, (_, index) => (index * 31) ^ (index >> 8));
const quiet = { onProgress: () => {}, signal: new AbortController().signal };
const header = (bytes, sha256) => ({ type: "file", id: 5, name: "x", size: bytes.length, sha256 });

for (const size of [0, 1, 16_383, 16_384, 16_385, 100_000]) {
  test(`${size} bytes arrive as they were`, async () => {
    const bytes = content(size);
    const sha256 = await digestOf(bytes.buffer);
    assert.equal(sha256, createHash("sha256").update(bytes).digest("hex"));
    const incoming = new Incoming(header(bytes, sha256));
    const chunks = [];
    const send = async (id, index, data) => (chunks.push(writeChunk(id, index, data)), true);
    assert.ok(await sendBytes({ id: 5, bytes, send, ...quiet }));
    for (const chunk of chunks) {
      const { id, index, data } = readChunk(chunk);
      assert.equal(id, 5);
      assert.ok(incoming.add(index, data));
    }
    assert.ok(incoming.complete);
    const blob = await incoming.finish();
    assert.deepEqual(new Uint8Array(await blob.arrayBuffer()), bytes);
    assert.equal(blob.type, "application/octet-stream");
  });
}

test("a file with another hash is not offered", async () => {
  const bytes = content(10);
  const incoming = new Incoming(header(bytes, "0".repeat(64)));
  incoming.add(0, bytes);
  assert.equal(await incoming.finish(), null);
});

test("chunks that were not announced end a transfer", () => {
  const start = () => new Incoming(header(content(20_000), null));
  assert.equal(start().add(1, content(16_384)), false);
  assert.equal(start().add(0, content(16_383)), false);
  assert.equal(start().add(0, content(16_385)), false);
  const incoming = start();
  assert.ok(incoming.add(0, content(16_384)));
  assert.equal(incoming.add(0, content(16_384)), false);
  assert.equal(incoming.add(1, content(3_617)), false);
  assert.ok(incoming.add(1, content(3_616)));
  assert.equal(incoming.add(2, content(1)), false);
});

test("sending stops when it is called off, or nobody takes it", async () => {
  const abort = new AbortController();
  let sent = 0;
  const send = async () => {
    sent += 1;
    if (sent === 2) abort.abort();
    return true;
  };
  const { signal } = abort;
  assert.equal(await sendBytes({ id: 1, bytes: content(100_000), send, ...quiet, signal }), false);
  assert.equal(sent, 2);
  assert.equal(await sendBytes({ id: 1, bytes: content(10), send: async () => false, ...quiet }), false);
});

test("absurd headers are refused", () => {
  const good = { type: "file", id: 1, name: "a", size: 1, sha256: null };
  assert.ok(readMessage(JSON.stringify(good)));
  const changes = [
    { size: -1 }, { size: 1.5 }, { size: 2 ** 28 + 1 }, { size: "1" }, { id: -1 }, { id: 2 ** 32 },
    { id: "1" }, { name: 1 }, { sha256: "xyz" }, { sha256: undefined }, { sha256: "A".repeat(64) }];
  for (const change of changes) {
    assert.equal(readMessage(JSON.stringify({ ...good, ...change })), null, JSON.stringify(change));
  }
});

test("file names do not deceive", () => {
  assert.equal(safeFileName("../../etc/passwd"), "_.._etc_passwd");
  assert.equal(safeFileName("C:\\autoexec.bat"), "C__autoexec.bat");
  assert.equal(safeFileName("photo\u202egpj.exe"), "photogpj.exe");
  assert.equal(safeFileName(".bashrc"), "bashrc");
  assert.equal(safeFileName("\u0000\u200b"), "file");
  const long = safeFileName("x".repeat(5000) + ".pdf");
  assert.ok(long.length <= 100);
  const named = safeFileName("y".repeat(500) + ".pdf");
  assert.ok(named.endsWith("….pdf") && named.length <= 101, named);
});

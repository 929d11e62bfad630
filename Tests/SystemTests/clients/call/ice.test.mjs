import assert from "node:assert/strict";
import { test } from "node:test";
const { readServers } = await import(`${process.env.SITE}/call-ice.js`);

test("good lines are servers", () => {
  const { servers, problems } = readServers(`
    stun:stun.example.org
    stuns:192.0.2.1:5349\r
    stun:[2001:db8::1]:3478
    turn:turn.example.org?transport=tcp ada s3cret
    turns:turn.example.org:443?transport=tcp  ada  a:b/c`);
  assert.deepEqual(problems, []);
  assert.deepEqual(servers, [
    { urls: "stun:stun.example.org" },
    { urls: "stuns:192.0.2.1:5349" },
    { urls: "stun:[2001:db8::1]:3478" },
    { urls: "turn:turn.example.org?transport=tcp", username: "ada", credential: "s3cret" },
    { urls: "turns:turn.example.org:443?transport=tcp", username: "ada", credential: "a:b/c" },
  ]);
  assert.deepEqual(readServers(" \n\n"), { servers: [], problems: [] });
});

for (const [line, word] of [
  ["http://x", "write stun"], ["stun://x", "host"], ["stun:", "write stun"], ["stun:x:0", "port"],
  ["stun:x:65536", "port"], ["stun:x?transport=udp", "transport"], ["stun:x user pass", "no user"],
  ["turn:x", "needs a user"], ["turn:x ada", "needs a user"], ["turn:x ada one two", "too many"],
  ["turn:x?transport=sctp a b", "write stun"], ["stun:2001:db8::1", "brackets"], ["stun:<img>", "host"],
]) {
  test(`${line} is refused`, () => {
    const { servers, problems } = readServers(`stun:good\n${line}`);
    assert.equal(servers.length, 1);
    assert.equal(problems.length, 1);
    assert.match(problems[0], /^Line 2: /);
    assert.ok(problems[0].includes(word), problems[0]);
  });
}

test("nine servers are too many", () => {
  assert.equal(readServers("stun:x\n".repeat(8)).problems.length, 0);
  assert.equal(readServers("stun:x\n".repeat(9)).problems.length, 1);
});

// A client on ws, as small as can be: calls whoever comes into the room and answers who calls.
// Node has had a WebSocket of its own only since version 22; ws works in all.
//
//   NODE_PATH=/usr/share/nodejs node peer.js "ws://host:port/?roomId=…&userId=…&userName=…" --calls
//
// Prints what it hears, a line of JSON each, and sends every line of its standard input. Without
// --calls that is all it does.

'use strict';

const readline = require('node:readline');
const WebSocket = require('ws');

const [url, calls] = process.argv.slice(2);
const userId = new URL(url).searchParams.get('userId');
const socket = new WebSocket(url);

const print = (message) => console.log(JSON.stringify(message));
const send = (message) => socket.send(JSON.stringify(message));

const handlers = {
  'participant-joined'({ userId: newcomer }) {
    if (newcomer === userId) return;
    send({ type: 'offer', targetUserId: newcomer, sdp: `offer of ${userId}` });
  },
  offer({ fromUserId, sdp }) {
    send({ type: 'answer', targetUserId: fromUserId, sdp: `${userId} answers: ${sdp}` });
    for (const sdpMLineIndex of [0, 1, 2]) {
      const candidate = { candidate: `candidate:${userId}`, sdpMid: '0', sdpMLineIndex };
      send({ type: 'ice-candidate', targetUserId: fromUserId, candidate });
    }
  },
};

socket.on('message', (data) => {
  const message = JSON.parse(data);
  print(message);
  if (calls) handlers[message.type]?.(message);
});
socket.on('unexpected-response', (request, response) => {
  print({ status: response.statusCode });
  process.exit(1);
});
socket.on('error', (error) => {
  print({ error: error.message });
  process.exit(1);
});
socket.on('close', (code, reason) => {
  print({ code, reason: String(reason) });
  process.exit(0);
});
socket.on('open', () => {
  const input = readline.createInterface({ input: process.stdin });
  input.on('line', (line) => socket.send(line));
  input.on('close', () => socket.close(1000));
});

// A signaling hub on ws, written as the examples of ws are: rooms in a Map, JSON both ways.
//
//   NODE_PATH=/usr/share/nodejs node server.js [port]

'use strict';

const { randomInt } = require('node:crypto');
const { WebSocketServer, WebSocket } = require('ws');

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const rooms = new Map(); // roomId -> Map of clientId -> WebSocket

function newId() {
  let id = '';
  for (let i = 0; i < 6; i++) id += ALPHABET[randomInt(ALPHABET.length)];
  return id;
}

function describe(ws) {
  return { clientId: ws.clientId, name: ws.name, joinedAt: ws.joinedAt, metadata: null };
}

function broadcast(room, message, except) {
  const data = JSON.stringify(message);
  for (const peer of room.values()) {
    if (peer !== except && peer.readyState === WebSocket.OPEN) peer.send(data);
  }
}

function join(ws, url) {
  ws.roomId = url.searchParams.get('roomId') || newId();
  ws.clientId = newId();
  ws.name = url.searchParams.get('name');
  ws.joinedAt = new Date().toISOString();

  let room = rooms.get(ws.roomId);
  if (!room) rooms.set(ws.roomId, (room = new Map()));
  const peers = [...room.values()].map(describe);
  broadcast(room, { type: 'peer-joined', ...describe(ws) });
  room.set(ws.clientId, ws);
  ws.send(JSON.stringify({ type: 'welcome', roomId: ws.roomId, clientId: ws.clientId, peers }));
}

function leave(ws) {
  const room = rooms.get(ws.roomId);
  if (!room) return;
  room.delete(ws.clientId);
  if (room.size === 0) rooms.delete(ws.roomId);
  else broadcast(room, { type: 'peer-left', clientId: ws.clientId, reason: 'left' });
}

function relay(ws, data) {
  let message;
  try {
    message = JSON.parse(data);
  } catch {
    ws.send(JSON.stringify({ type: 'error', code: 'bad-message', message: 'not JSON' }));
    return;
  }
  if (message === null || typeof message.type !== 'string') {
    ws.send(JSON.stringify({ type: 'error', code: 'missing-type', message: 'no type' }));
    return;
  }
  const room = rooms.get(ws.roomId);
  message.from = ws.clientId;
  if (message.to === undefined) {
    broadcast(room, message, ws);
    return;
  }
  const peer = room.get(message.to);
  if (peer && peer.readyState === WebSocket.OPEN) {
    peer.send(JSON.stringify(message));
  } else {
    ws.send(JSON.stringify({ type: 'error', code: 'peer-not-found', message: 'no such peer' }));
  }
}

const wss = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(process.argv[2] || process.env.PORT || 0),
  path: '/ws',
  maxPayload: 65536,
  perMessageDeflate: false,
});

wss.on('connection', (ws, request) => {
  ws.on('error', console.error);
  ws.on('message', (data) => relay(ws, data));
  ws.on('close', () => leave(ws));
  join(ws, new URL(request.url, 'ws://localhost'));
});

wss.on('listening', () => console.log(`listening on ${wss.address().port}`));

// @ts-check
// The inspector: the rooms on the left, the chosen one on the right, both as they are now.
import { Access } from "./inspect-access.js";
import { setClock } from "./inspect-clock.js";
import { make, setAttribute, setText } from "./inspect-dom.js";
import { Feed } from "./inspect-feed.js";
import { readHash } from "./inspect-model.js";
import { RoomView } from "./inspect-room.js";
import { RoomList } from "./inspect-rooms.js";
/** @typedef {import("./inspect-feed.js").FeedState} FeedState */
/** @typedef {import("./inspect-model.js").Overview} Overview */
/** @typedef {import("./inspect-model.js").Timeline} Timeline */

/** @template {HTMLElement} T @param {string} id @returns {T} */
const byId = (id) => /** @type {T} */ (document.getElementById(id));

const chosen = byId("chosen");
const link = byId("link");
/** @type {HTMLButtonElement} */
const retry = byId("link-retry");
const rooms = new RoomList({ list: byId("room-list"), note: byId("rooms-note"), filter: byId("filter") });
const access = new Access(document, connect);

/** @type {Overview | null} */
let overview = null;
/** @type {Feed | null} */
let overviewFeed = null;
/** @type {Feed | null} */
let roomFeed = null;
/** @type {RoomView | null} */
let view = null;

function connect() {
  overviewFeed?.stop();
  overviewFeed = new Feed("/api/inspect/events", {
    headers: () => access.headers(),
    onevent(type, data) {
      if (type !== "overview") return;
      overview = data;
      setClock(data.serverTime);
      rooms.update(data);
      followRoom();
    },
    onstate: showLink,
  });
  leaveRoom();
  followRoom();
}

function leaveRoom() {
  roomFeed?.stop();
  roomFeed = null;
}

/** Follows the chosen room, once the hub has let this page see the overview: each refusal counts there. */
function followRoom() {
  if (!view || !overview) return;
  const { roomId } = view;
  if (roomFeed?.state.name === "missing" && overview.rooms.some((room) => room.roomId === roomId)) {
    return roomFeed.retry();
  }
  roomFeed ??= new Feed(`/api/inspect/events?roomId=${encodeURIComponent(roomId)}${access.parameters()}`, {
    headers: () => access.headers(),
    onevent(type, data) {
      if (type === "timeline") showTimeline(data);
    },
    onstate: showRoom,
  });
}

/** @param {Timeline} timeline of a room nobody has been in, it says no more than that */
function showTimeline(timeline) {
  if (timeline.createdAt === null) return view?.say(view.timeline ? FORGOTTEN : UNKNOWN);
  view?.say("");
  view?.update(timeline);
}

const UNKNOWN = "The hub knows nothing of this room: nobody is in it, and nobody was a moment ago. " +
  "Names are compared letter by letter. This page shows the room as soon as somebody joins it.";
const LAST = "This is what was seen last.";
const NOTHING = "So nothing can be said of this room.";
const FORGOTTEN = "The hub has forgotten this room, as everybody has left it. This is what was seen last.";

/** @param {FeedState} state */
function showRoom({ name, message = "", status }) {
  if (name === "missing") view?.say(view.timeline ? FORGOTTEN : UNKNOWN);
  else if (name === "lost") view?.say(`The hub does not answer. ${view.timeline ? LAST : NOTHING}`);
  else if (name === "refused") {
    view?.say(`The hub refuses: ${message}`);
    access.refuse(refusal(message, status));
  }
}

/**
 * @param {string} message
 * @param {number} [status]
 */
const refusal = (message, status) => `The hub answers ${status}: ${message}`;

/** @param {FeedState} state */
function showLink({ name, message = "", status, retryAt }) {
  if (name === "stopped") return;
  const words = {
    connecting: overview ? "Connecting again…" : "Connecting…",
    live: "Live",
    lost: `Lost. ${message}`,
    paused: "Paused while this tab is hidden",
    refused: "An admin token is needed",
    missing: "This hub has no inspector",
  }[name];
  setAttribute(link, "data-state", name);
  if (name !== "connecting" || link.dataset.shown !== "lost") setText(byId("link-state"), words);
  link.dataset.shown = name === "connecting" && link.dataset.shown === "lost" ? "lost" : name;
  retry.hidden = name !== "lost";
  countDown = name === "lost" && retryAt ? retryAt : 0;
  tick();
  // On a narrow screen the chosen room hides the token's field otherwise.
  document.body.classList.toggle("refused", name === "refused");
  if (name === "refused") access.refuse(refusal(message, status));
  else if (name === "live") access.refuse("");
}

/** When the next try is; 0 for none. Beside the words for assistive technology, which need not count. */
let countDown = 0;

function tick() {
  const seconds = Math.ceil((countDown - Date.now()) / 1000);
  setText(byId("link-countdown"), countDown && seconds > 0 ? `Next try in ${seconds} s.` : "");
}

function route() {
  const { room, pair, event } = readHash(location.hash);
  document.body.classList.toggle("has-room", !!room);
  document.title = `${room ? `${room} · ` : ""}Inspector · signaling-hub`;
  rooms.choose(room);
  if (room !== (view?.roomId ?? null) || !chosen.firstChild) {
    leaveRoom();
    view = room ? new RoomView(chosen, room) : null;
    if (!room) welcome();
    else if (overviewFeed?.state.name === "lost") showRoom(overviewFeed.state);
    followRoom();
  }
  if (view && pair && event !== null) view.reveal(pair, event);
}

function welcome() {
  chosen.replaceChildren(
    make("h2", { id: "room-title" }, "Why does the call not connect?"),
    make("p", {}, "Choose a room. For each two clients in it you see what passed between them through " +
      "the hub, what that means, and what to do about it."),
    make("p", { class: "muted" }, "Media does not pass through the hub. Whether it flows is known where a " +
      "client reports its ICE state, as the call page and client.js do."));
}

retry.addEventListener("click", () => {
  overviewFeed?.retry();
  roomFeed?.retry();
});
window.addEventListener("hashchange", () => {
  const before = view;
  route();
  if (view !== before && view) byId("room").focus({ preventScroll: true });
});
setInterval(tick, 1000);
route();
connect();

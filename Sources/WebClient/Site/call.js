// @ts-check
/** The call page: wires the start card, the tiles, chat, files and devices to one session at a time. */
import { connect } from "./client.js";
import { Chat } from "./call-chat.js";
import { Controls } from "./call-controls.js";
import { deriveKey } from "./call-crypto.js";
import { LocalMedia } from "./call-devices.js";
import { byId, make } from "./call-dom.js";
import { Files } from "./call-files.js";
import { HubState, refusalInWords } from "./call-hub-state.js";
import { Invitation } from "./call-invite.js";
import { Session } from "./call-session.js";
import { Start } from "./call-start.js";
import { cut, hashOf, shownName } from "./call-text.js";
import { themeButton } from "./call-theme.js";
import { Tiles } from "./call-tiles.js";
import { toast } from "./call-toast.js";
import { Manual } from "./manual.js";

/** @type {Session | null} */
let session = null;
let joining = false;
/** The room of the passphrase's salt where there is no room: both sides of the manual mode have this one. */
const NO_ROOM = "";

const TROUBLE = {
  "other-passphrase": " has another passphrase: messages and files between you cannot be read.",
  "none-there": " has no passphrase: nothing is sent there, and what comes from there is not shown.",
  "none-here": " uses a passphrase: to read along, join again with the same one.",
  "tampered": ": messages were repeated, left out or changed on their way, and are not shown.",
};

const tiles = new Tiles();
const chat = new Chat(say);
const files = new Files(chat, () => session?.participants ?? []);
const hubState = new HubState();
const invitation = new Invitation();
const media = new LocalMedia(() => {
  start.show();
  controls.show();
  tiles.showOwn(media);
  session?.tell(media.shown);
  Promise.resolve(session?.hub.setStream(media.stream)).catch((error) => toast(String(error), "bad"));
});
const start = new Start(media, join);
const controls = new Controls(media, tiles, leave);
const manual = new Manual(start, media, enterManual);

themeButton(byId("theme"));
addEventListener("hashchange", () => !session && !joining && start.follow());
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/service-worker.js").catch(() => {
    // Private windows of some browsers have none: then the page needs the hub to open, that is all.
  });
}

/**
 * Joins the room that was chosen.
 *
 * @param {import("./call-start.js").Choice} choice
 */
async function join(choice) {
  if (joining || session) return;
  busy(true);
  start.complain("");
  try {
    await readyMedia();
    const key = choice.passphrase ? await deriveKey(choice.passphrase, choice.room) : null;
    const hub = await connect({
      url: location.origin,
      room: choice.room,
      name: choice.name,
      accessToken: choice.accessToken || undefined,
      // Without any of the person's own, those that the hub knows.
      iceServers: choice.iceServers.length ? choice.iceServers : undefined,
      stream: media.stream,
    });
    history.replaceState(null, "", hashOf(choice.room));
    invitation.open(choice.room);
    hubState.show({ state: "open" });
    manual.reset();
    enter(hub, choice, key);
  } catch (error) {
    start.complain(refusalInWords(error));
    byId("join-button").focus();
  } finally {
    busy(false);
  }
}

/**
 * Begins with the connection that two people made by hand.
 *
 * @param {any} link
 * @param {string} passphrase
 */
async function enterManual(link, passphrase) {
  const key = passphrase ? await deriveKey(passphrase, NO_ROOM) : null;
  byId("room-bar").hidden = false;
  byId("room-label").textContent = "Without a server";
  byId("copy-link").hidden = true;
  hubState.clear();
  enter(link, { room: NO_ROOM, name: link.name }, key);
}

/** Devices as far as they are wanted; a call needs none. */
async function readyMedia() {
  if (media.hasAny) return;
  const problem = await media.start();
  if (problem) toast(problem, "warning");
}

/** @param {any} hub @param {{ room: string, name: string }} who @param {CryptoKey | null} key */
function enter(hub, { room, name }, key) {
  view("call");
  byId("call-title").textContent = room ? `Call in room ${cut(room, 60)}` : "Call";
  chat.reset(key !== null);
  tiles.reset(shownName(name));
  tiles.showOwn(media);
  controls.show();
  chat.open(matchMedia("(min-width: 1100px)").matches, false);
  session = new Session(hub, { room, name, key, shown: media.shown }, {
    joined(participant) {
      tiles.add(participant, () => session?.retry(participant));
      if (!participant.peer.polite) toast([nameOf(participant), " has come"]);
      invitation.alone(false);
    },
    left(participant) {
      tiles.remove(participant);
      files.drop(participant);
      toast([nameOf(participant), " has left"]);
      invitation.alone(session?.participants.length === 0);
    },
    changed(participant) {
      tiles.update(participant);
      if (participant.courier?.state === "closed" || participant.state === "closed") files.drop(participant);
    },
    hubState(state) {
      hubState.show(state);
      if (state.state === "closed") leave(refusalInWords(state));
    },
    chat: (participant, text) => chat.message(participant.name, text),
    file: (participant, message) => files.message(participant, message),
    chunk: (participant, chunk) => files.chunk(participant, chunk),
    trouble(participant, trouble, isChat) {
      if (isChat) chat.unreadable(participant.name, "This message could not be decrypted.");
      toast([nameOf(participant), TROUBLE[trouble]], "bad");
      if (!isChat) chat.notice(nameOf(participant), TROUBLE[trouble]);
    },
  });
  invitation.alone(Boolean(room) && session.participants.length === 0);
  byId("call-title").focus();
}

/**
 * Ends the call.
 *
 * @param {string} [why] if it was not the person's own wish
 */
function leave(why = "") {
  const old = session;
  session = null;
  old?.close();
  media.unshare();
  media.stop();
  tiles.clear();
  files.reset();
  chat.reset(false);
  hubState.clear();
  manual.reset();
  byId("toasts").replaceChildren();
  byId("room-bar").hidden = true;
  view("start");
  start.follow();
  start.complain(why);
  byId("start-title").textContent = "You have left the call";
  byId("start-lead").textContent = "Come back whenever you like: the link stays the same.";
  byId("join-button").textContent = "Rejoin";
  byId("start-title").focus();
}

/**
 * Sends a chat message to everybody.
 *
 * @param {string} text
 */
async function say(text) {
  chat.message("You", text, true);
  const { sent, missed } = (await session?.say({ type: "chat", text })) ?? { sent: 0, missed: [] };
  if (!sent && !missed.length) chat.notice("Nobody else is here: nobody got this.");
  else if (missed.length) chat.notice("Not received by ", ...missed.flatMap((one) => [nameOf(one), ". "]));
}

/**
 * A name in the midst of other text.
 *
 * @param {import("./call-session.js").Participant} participant
 */
function nameOf({ name }) {
  return make("bdi", {}, name);
}

/** @param {"start" | "call"} name */
function view(name) {
  document.body.dataset.view = name;
  byId("start").hidden = name !== "start";
  byId("call").hidden = name !== "call";
}

/** @param {boolean} yes */
function busy(yes) {
  joining = yes;
  const button = /** @type {HTMLButtonElement} */ (byId("join-button"));
  button.setAttribute("aria-busy", String(yes));
  if (yes) {
    button.dataset.label = button.textContent ?? "";
    button.textContent = "Joining …";
  } else if (button.textContent === "Joining …") {
    button.textContent = button.dataset.label ?? "Start";
  }
}

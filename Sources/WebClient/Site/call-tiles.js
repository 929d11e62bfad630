// @ts-check
/** The tiles: this page's own, and one for everybody else. */
import { byId, icon, make } from "./call-dom.js";
import { initialOf, stateInWords } from "./call-text.js";

/** @param {string} text for screen readers */
const unseen = (text) => make("span", { className: "visually-hidden" }, text);

/** One person's picture, name and connection. */
export class Tile {
  video = make("video", { autoplay: true, playsInline: true, hidden: true });
  initial = make("span", { className: "initial", "aria-hidden": "true" });
  name = make("bdi");
  muted = make("span", { hidden: true }, icon("mic-off"), unseen("muted"));
  badge = make("span", { className: "badge" });
  help = make("a", { href: "/inspect", target: "_blank", rel: "noopener", hidden: true }, "See why");
  again = make("button", { type: "button", hidden: true }, "Try again");

  constructor() {
    const tag = make("p", { className: "tag" }, this.muted, this.name);
    const head = make("div", { className: "head" }, this.badge, this.help, this.again);
    const foot = make("div", { className: "foot" }, tag);
    this.element = make("div", { className: "tile", role: "listitem" }, this.initial, this.video, head, foot);
  }

  /** @param {string} name */
  setName(name) {
    if (this.name.textContent === name) return;
    this.name.textContent = name;
    this.initial.textContent = initialOf(name);
    this.video.setAttribute("aria-label", `Picture of ${name}`);
  }

  /**
   * @param {MediaStream} stream
   * @param {boolean} visible
   */
  setStream(stream, visible) {
    if (this.video.srcObject !== stream) this.video.srcObject = stream;
    // The element stays in the page when its picture is hidden: it also plays the sound.
    this.video.hidden = !visible;
    this.initial.hidden = visible;
  }
}

/** All tiles, in a grid that suits their number. */
export class Tiles {
  /** @type {Map<object, Tile>} */
  #tiles = new Map();
  #grid = byId("tiles");

  constructor() {
    this.own = new Tile();
    this.own.video.muted = true;
    this.own.badge.hidden = true;
    new ResizeObserver(() => this.#arrange()).observe(this.#grid);
  }

  /**
   * Shows this page's own tile alone.
   *
   * @param {string} name
   */
  reset(name) {
    this.#tiles.clear();
    this.own.setName(`${name} (you)`);
    this.own.initial.textContent = initialOf(name);
    this.#grid.replaceChildren(this.own.element);
    this.#arrange();
  }

  /** Takes all pictures down. */
  clear() {
    for (const tile of this.#tiles.values()) tile.video.srcObject = null;
    this.#tiles.clear();
    this.own.video.srcObject = null;
    this.#grid.replaceChildren();
  }

  /** @param {import("./call-devices.js").LocalMedia} media */
  showOwn(media) {
    const track = media.display ?? media.camera;
    const current = /** @type {MediaStream | null} */ (this.own.video.srcObject);
    if (current?.getVideoTracks()[0] !== (track ?? undefined)) {
      this.own.video.srcObject = track ? new MediaStream([track]) : null;
    }
    this.own.video.hidden = !media.shown.video;
    this.own.initial.hidden = media.shown.video;
    this.own.muted.hidden = media.shown.audio;
    this.own.video.classList.toggle("mirrored", !media.display);
    this.own.element.classList.toggle("screen", Boolean(media.display));
  }

  /**
   * @param {import("./call-session.js").Participant} participant
   * @param {() => void} retry
   */
  add(participant, retry) {
    const tile = new Tile();
    tile.again.addEventListener("click", retry);
    this.#tiles.set(participant, tile);
    this.#grid.append(tile.element);
    this.update(participant);
    this.#arrange();
  }

  /** @param {import("./call-session.js").Participant} participant */
  remove(participant) {
    const tile = this.#tiles.get(participant);
    if (!tile) return;
    tile.video.srcObject = null;
    tile.element.remove();
    this.#tiles.delete(participant);
    this.#arrange();
  }

  /** @param {import("./call-session.js").Participant} participant */
  update(participant) {
    const tile = this.#tiles.get(participant);
    if (!tile) return;
    const { level, text } = stateInWords(participant.state, participant.path);
    const failed = participant.state === "failed";
    const tracks = participant.stream.getVideoTracks();
    const flows = tracks.some((track) => !track.muted && track.readyState === "live");
    tile.setName(participant.name);
    tile.setStream(participant.stream, flows && participant.video && participant.state !== "closed");
    tile.muted.hidden = participant.audio;
    if (tile.badge.textContent !== text) tile.badge.textContent = text;
    tile.badge.className = `badge ${level}`;
    const { rtt, protocol } = participant.path ?? {};
    tile.badge.title = rtt === undefined ? "" : `${protocol ?? ""} round trip ${Math.round(rtt * 1000)} ms`;
    tile.help.hidden = tile.again.hidden = !failed;
  }

  /**
   * Plays everybody's sound on another speaker, where the browser can.
   *
   * @param {string} id
   */
  setSpeaker(id) {
    for (const { video } of this.#tiles.values()) {
      /** @type {any} */ (video).setSinkId?.(id).catch(() => {});
    }
  }

  /** As many columns as make tiles nearest to 4:3, and rows that fill the rest. */
  #arrange() {
    const count = this.#grid.children.length;
    const { clientWidth: width, clientHeight: height } = this.#grid;
    let best = 1, most = 0;
    for (let columns = 1; columns <= Math.min(count, 4); columns += 1) {
      const wide = width / columns, high = Math.max(height / Math.ceil(count / columns), 110);
      const area = Math.min(wide, (high * 4) / 3) * Math.min(high, (wide * 3) / 4);
      if (area > most * 1.02) [best, most] = [columns, area];
    }
    // Half columns, so that an unfinished last row stands in the middle.
    this.#grid.style.setProperty("--columns", String(2 * best));
    const over = count % best;
    Array.from(this.#grid.children).forEach((tile, index) => {
      const first = over > 0 && index === count - over ? `${best - over + 1} / span 2` : "span 2";
      /** @type {HTMLElement} */ (tile).style.gridColumn = first;
    });
  }
}

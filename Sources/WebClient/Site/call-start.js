// @ts-check
/** The start card: who one is, where one goes, and what one shows. */
import { byId, setIcon } from "./call-dom.js";
import { listDevices } from "./call-devices.js";
import { readServers } from "./call-ice.js";
import { nameProblem, randomName, roomOf } from "./call-text.js";

/**
 * @typedef {object} Choice
 * @property {string} name
 * @property {string} room
 * @property {string} passphrase empty: no encryption of chat and files
 * @property {RTCIceServer[]} iceServers
 * @property {string} accessToken
 */

const field = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (byId(id));

export class Start {
  /** Why camera or microphone are missing. */
  #problem = "";

  /**
   * @param {import("./call-devices.js").LocalMedia} media
   * @param {(choice: Choice) => void} onJoin
   */
  constructor(media, onJoin) {
    this.media = media;
    byId("join").addEventListener("submit", (event) => {
      event.preventDefault();
      const choice = this.read(true);
      if (choice) onJoin(choice);
    });
    byId("preview-start").addEventListener("click", () => this.preview());
    for (const [id, kind] of /** @type {const} */ ([["preview-mic", "audio"], ["preview-camera", "video"]])) {
      byId(id).addEventListener("click", async () => this.#say(await media.toggle(kind)));
    }
    for (const [id, kind] of /** @type {const} */ ([["mic-choice", "audio"], ["camera-choice", "video"]])) {
      field(id).addEventListener("change", async () => this.#say(await media.choose(kind, field(id).value)));
    }
    this.#tabs();
    if (!globalThis.crypto?.subtle) {
      field("passphrase").disabled = true;
      byId("passphrase-help").textContent = "Encryption needs a page from https:// or localhost.";
    }
    field("ice").value = recall("ice-servers");
    field("ice-remember").checked = field("ice").value !== "";
    field("ice-remember").addEventListener("change", () => this.#rememberServers());
    field("name").value = recall("name");
    this.follow();
    this.show();
    // Where the page may use them already, nobody needs to click first.
    Promise.resolve(navigator.permissions?.query({ name: /** @type {any} */ ("camera") }))
      .then((permission) => {
        if (permission?.state === "granted" && !byId("start").hidden) this.preview();
      }).catch(() => {});
  }

  /** Takes room and mode from the address. */
  follow() {
    const room = roomOf(location.hash);
    field("room").value = room;
    byId("start-title").textContent = room ? "You are invited" : "Talk to somebody";
    byId("start-lead").textContent = room
      ? "Choose what the others see and hear of you, and come in."
      : "Open a room and send the link. Picture and sound go from browser to browser.";
    byId("join-button").textContent = room ? "Join" : "Start";
    this.choose(location.hash === "#manual" ? "manual" : "join");
  }

  /**
   * What was chosen; null, and a word at the field, if something in it is wrong.
   *
   * @param {boolean} withRoom
   * @returns {Choice | null}
   */
  read(withRoom) {
    const name = field("name").value.trim();
    const room = field("room").value.trim();
    const { servers, problems } = readServers(field("ice").value);
    const wrong = [
      mark("name", nameProblem(name)),
      withRoom && mark("room", nameProblem(room)),
      mark("ice", problems.join("\n")),
    ];
    if (problems.length) /** @type {HTMLDetailsElement} */ (byId("advanced")).open = true;
    const first = ["name", "room", "ice"].find((_, index) => wrong[index]);
    if (first) {
      field(first).focus();
      return null;
    }
    remember("name", name);
    this.#rememberServers();
    return {
      name: name || "Guest", room: room || randomName(), passphrase: field("passphrase").value,
      iceServers: servers, accessToken: field("access-token").value.trim(),
    };
  }

  /** Opens camera and microphone, and says why if that fails. */
  async preview() {
    this.#say(await this.media.start());
  }

  /** Shows what the devices are doing. */
  show() {
    const { media } = this;
    const video = /** @type {HTMLVideoElement} */ (byId("preview"));
    const current = /** @type {MediaStream | null} */ (video.srcObject);
    if (current?.getVideoTracks()[0] !== (media.camera ?? undefined)) {
      video.srcObject = media.camera ? new MediaStream([media.camera]) : null;
    }
    video.hidden = !media.shown.video;
    video.classList.add("mirrored");
    byId("preview-start").hidden = media.hasAny;
    this.#button("preview-mic", "mic", Boolean(media.microphone), media.on.audio);
    this.#button("preview-camera", "camera", Boolean(media.camera), media.on.video);
    const off = media.hasAny ? "Your camera is off." : "Camera and microphone are off until you allow them.";
    byId("preview-note").textContent = this.#problem || (media.shown.video ? "" : off);
    listDevices(/** @type {any} */ (byId("camera-choice")), "videoinput", media.chosen.video);
    listDevices(/** @type {any} */ (byId("mic-choice")), "audioinput", media.chosen.audio);
  }

  /** @param {string} id @param {string} name @param {boolean} there @param {boolean} on */
  #button(id, name, there, on) {
    byId(id).hidden = !there;
    byId(id).setAttribute("aria-pressed", String(!on));
    setIcon(byId(id), on ? name : `${name}-off`);
  }

  /** @param {string} problem with the devices */
  #say(problem) {
    this.#problem = problem;
    this.show();
  }

  /**
   * Why the last call could not begin or went to its end.
   *
   * @param {string} problem
   */
  complain(problem) {
    byId("start-problem").textContent = problem;
    byId("start-problem").hidden = !problem;
  }

  #rememberServers() {
    remember("ice-servers", field("ice-remember").checked ? field("ice").value.trim() : "");
  }

  /** Tabs by the ARIA pattern: arrows go from one to the other, Tab leaves them. */
  #tabs() {
    const tabs = [byId("tab-room"), byId("tab-manual")];
    for (const [index, tab] of tabs.entries()) {
      const pick = () => this.choose(index === 0 ? "join" : "manual");
      tab.addEventListener("click", pick);
      tab.addEventListener("keydown", (event) => {
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        tabs[1 - index].click();
        tabs[1 - index].focus();
      });
    }
  }

  /**
   * Shows one of both ways to meet.
   *
   * @param {"join" | "manual"} way
   */
  choose(way) {
    for (const [tab, panel] of [["tab-room", "join"], ["tab-manual", "manual"]]) {
      byId(tab).setAttribute("aria-selected", String(panel === way));
      byId(tab).tabIndex = panel === way ? 0 : -1;
      byId(panel).hidden = panel !== way;
    }
    byId("join-button").hidden = way !== "join";
  }
}

/**
 * Says at a field what is wrong with it.
 *
 * @param {string} id
 * @param {string} problem
 * @returns {boolean} whether something is
 */
export function mark(id, problem) {
  byId(`${id}-problem`).textContent = problem;
  byId(`${id}-problem`).hidden = !problem;
  field(id).setAttribute("aria-invalid", String(Boolean(problem)));
  return Boolean(problem);
}

/** @param {string} key */
function recall(key) {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return ""; // Storage may be forbidden.
  }
}

/** @param {string} key @param {string} value */
function remember(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch {
    // Then it is typed again.
  }
}

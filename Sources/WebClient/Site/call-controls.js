// @ts-check
/** The bar below the tiles, and the dialog with the devices. */
import { byId, setIcon } from "./call-dom.js";
import { listDevices } from "./call-devices.js";
import { toast } from "./call-toast.js";

/** @param {string} id */
const select = (id) => /** @type {HTMLSelectElement} */ (byId(id));

export class Controls {
  /**
   * @param {import("./call-devices.js").LocalMedia} media
   * @param {import("./call-tiles.js").Tiles} tiles
   * @param {() => void} onLeave
   */
  constructor(media, tiles, onLeave) {
    this.media = media;
    byId("mic").addEventListener("click", () => this.#try(media.toggle("audio")));
    byId("camera").addEventListener("click", () => this.#try(media.toggle("video")));
    byId("screen").addEventListener("click", () => {
      if (media.display) media.unshare();
      else this.#try(media.share());
    });
    byId("screen").hidden = !navigator.mediaDevices?.getDisplayMedia;
    byId("leave").addEventListener("click", () => onLeave());
    const dialog = /** @type {HTMLDialogElement} */ (byId("device-dialog"));
    byId("devices").addEventListener("click", () => {
      this.#list();
      dialog.showModal();
    });
    for (const [id, kind] of /** @type {const} */ ([["call-camera", "video"], ["call-mic", "audio"]])) {
      select(id).addEventListener("change", () => this.#try(media.choose(kind, select(id).value)));
    }
    select("call-speaker").addEventListener("change", () => tiles.setSpeaker(select("call-speaker").value));
    navigator.mediaDevices?.addEventListener?.("devicechange", () => this.#list());
  }

  /** Shows what is sent. */
  show() {
    const { media } = this;
    const { audio } = media.shown;
    const video = Boolean(media.camera) && media.on.video;
    // The names stay: "Mute, pressed" says what is, "Unmute, pressed" would say the opposite.
    press("mic", !audio);
    setIcon(byId("mic"), audio ? "mic" : "mic-off");
    press("camera", !video);
    setIcon(byId("camera"), video ? "camera" : "camera-off");
    press("screen", Boolean(media.display));
  }

  #list() {
    const { media } = this;
    const device = (/** @type {MediaStreamTrack | null} */ track) => track?.getSettings().deviceId ?? "";
    listDevices(select("call-camera"), "videoinput", device(media.camera) || media.chosen.video);
    listDevices(select("call-mic"), "audioinput", device(media.microphone) || media.chosen.audio);
    byId("speaker-field").hidden = !("setSinkId" in HTMLMediaElement.prototype);
    listDevices(select("call-speaker"), "audiooutput", select("call-speaker").value);
  }

  /** @param {Promise<string>} work */
  async #try(work) {
    const problem = await work;
    if (problem) toast(problem, "bad");
  }
}

/** @param {string} id @param {boolean} pressed */
function press(id, pressed) {
  byId(id).setAttribute("aria-pressed", String(pressed));
}

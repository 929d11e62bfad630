// @ts-check
/** Camera, microphone and screen of this page, and why there may be none. */

/** @typedef {"audio" | "video"} Kind */

/** What is sent to everybody: at most one audio and one video track. */
export class LocalMedia {
  /** @type {MediaStreamTrack | null} */ microphone = null;
  /** @type {MediaStreamTrack | null} */ camera = null;
  /** @type {MediaStreamTrack | null} */ display = null;
  /** Whether the person wants to be heard and seen. */
  on = { audio: true, video: true };
  /** Device IDs; empty: the browser's choice. */
  chosen = { audio: "", video: "" };

  /** @param {() => void} onChange after tracks, or whether they are on, have changed */
  constructor(onChange) {
    this.onChange = onChange;
  }

  /** The tracks as a stream; a new one each time. */
  get stream() {
    const tracks = [this.microphone, this.display ?? this.camera];
    return new MediaStream(/** @type {MediaStreamTrack[]} */ (tracks.filter(Boolean)));
  }

  get hasAny() {
    return Boolean(this.microphone || this.camera);
  }

  /** What the others are told: whether there is something to hear and to see. */
  get shown() {
    return {
      audio: Boolean(this.microphone) && this.on.audio,
      video: Boolean(this.display) || (Boolean(this.camera) && this.on.video),
    };
  }

  /**
   * Asks for what is missing: both at once, so that the browser asks once, and else what there is.
   *
   * @returns {Promise<string>} why something is missing, in words; empty if nothing is
   */
  async start() {
    if (!navigator.mediaDevices?.getUserMedia) {
      return "Browsers give camera and microphone only to pages from https:// or localhost. "
        + "You can still chat.";
    }
    const wanted = /** @type {Kind[]} */ (["audio", "video"]).filter((kind) => !this.#track(kind));
    if (!wanted.length) return "";
    try {
      await this.#open(wanted);
      return "";
    } catch (error) {
      // Nobody is asked twice; a device that is missing or busy need not cost the other one.
      const refused = /** @type {any} */ (error)?.name === "NotAllowedError";
      if (refused || wanted.length === 1) return reason(error, wanted);
    }
    const problems = [];
    for (const kind of wanted) {
      try {
        await this.#open([kind]);
      } catch (error) {
        problems.push(reason(error, [kind]));
      }
    }
    return problems.join(" ");
  }

  /** @param {Kind} kind @returns {MediaStreamTrack | null} */
  #track(kind) {
    return kind === "audio" ? this.microphone : this.camera;
  }

  /** @param {Kind[]} kinds */
  async #open(kinds) {
    /** @type {MediaStreamConstraints} */
    const constraints = {};
    for (const kind of kinds) {
      const device = this.chosen[kind] ? { deviceId: { ideal: this.chosen[kind] } } : {};
      const size = kind === "video" ? { width: { ideal: 1280 }, height: { ideal: 720 } } : {};
      constraints[kind] = { ...size, ...device };
    }
    const stream = await navigator.mediaDevices.getUserMedia(constraints);
    for (const track of stream.getTracks()) {
      const kind = /** @type {Kind} */ (track.kind);
      this.#track(kind)?.stop();
      if (kind === "audio") this.microphone = track;
      else this.camera = track;
      track.enabled = this.on[kind];
      // Unplugged, or taken back in the browser's own settings.
      track.addEventListener("ended", () => {
        if (this.#track(kind) !== track) return;
        if (kind === "audio") this.microphone = null;
        else this.camera = null;
        this.onChange();
      });
    }
    this.onChange();
  }

  /**
   * Takes another device, at once if that kind is running.
   *
   * @param {Kind} kind
   * @param {string} id
   * @returns {Promise<string>} why it failed; empty if it did not
   */
  async choose(kind, id) {
    this.chosen[kind] = id;
    if (!this.#track(kind)) return "";
    try {
      await this.#open([kind]);
      return "";
    } catch (error) {
      return reason(error, [kind]);
    }
  }

  /**
   * Mutes or unmutes; asks for the device if there is none yet.
   *
   * @param {Kind} kind
   * @returns {Promise<string>} why it failed; empty if it did not
   */
  async toggle(kind) {
    if (!this.#track(kind)) {
      this.on[kind] = true;
      if (!navigator.mediaDevices?.getUserMedia) return this.start();
      try {
        await this.#open([kind]);
        return "";
      } catch (error) {
        return reason(error, [kind]);
      }
    }
    this.on[kind] = !this.on[kind];
    const track = this.#track(kind);
    if (track) track.enabled = this.on[kind];
    this.onChange();
    return "";
  }

  /**
   * Sends the screen in place of the camera, until it ends.
   *
   * @returns {Promise<string>} why it failed; empty if it did not, or was called off
   */
  async share() {
    if (!navigator.mediaDevices?.getDisplayMedia) return "This browser cannot share a screen.";
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: true });
      const [track] = stream.getVideoTracks();
      track.contentHint = "detail";
      track.addEventListener("ended", () => this.display === track && this.unshare());
      this.display = track;
      this.onChange();
      return "";
    } catch (error) {
      const calledOff = /** @type {any} */ (error)?.name === "NotAllowedError";
      return calledOff ? "" : `The screen cannot be shared: ${error}`;
    }
  }

  unshare() {
    this.display?.stop();
    this.display = null;
    this.onChange();
  }

  /** Gives all devices back: their lights go out. */
  stop() {
    for (const track of [this.microphone, this.camera, this.display]) track?.stop();
    this.microphone = this.camera = this.display = null;
    this.onChange();
  }
}

/**
 * Fills a `select` with the devices of a kind. Their names are known only once one of them was allowed.
 *
 * @param {HTMLSelectElement} select
 * @param {MediaDeviceKind} kind
 * @param {string} chosen
 */
export async function listDevices(select, kind, chosen) {
  const devices = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  const some = devices.filter((device) => device.kind === kind && device.deviceId && device.label);
  const options = [new Option("Default", "")];
  for (const { label, deviceId } of some) {
    if (deviceId !== "default") options.push(new Option(label, deviceId));
  }
  select.replaceChildren(...options);
  select.value = some.some(({ deviceId }) => deviceId === chosen) && chosen !== "default" ? chosen : "";
  select.disabled = options.length === 1;
}

/**
 * @param {unknown} error
 * @param {Kind[]} kinds
 */
function reason(error, kinds) {
  const what = kinds.map((kind) => (kind === "audio" ? "microphone" : "camera")).join(" and ");
  switch (/** @type {any} */ (error)?.name) {
    case "NotAllowedError":
      return `Access to ${what} was refused. You can allow it in the browser's address bar.`;
    case "NotFoundError": case "OverconstrainedError":
      return `No ${what} was found.`;
    case "NotReadableError": case "AbortError":
      return `The ${what} cannot be opened: another program may use it.`;
    default:
      return `The ${what} cannot be opened: ${error}`;
  }
}

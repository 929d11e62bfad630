// @ts-check
/** Manual mode: A sends an offer by mail or messenger, B sends the answer back, and no server knows of it. */
import { byId } from "./call-dom.js";
import { copy, share } from "./call-invite.js";
import { ManualLink } from "./manual-link.js";

/** @param {string} id */
const area = (id) => /** @type {HTMLTextAreaElement} */ (byId(id));

export class Manual {
  /** @type {ManualLink | null} */ #link = null;
  /** @type {"A" | "B"} */ #role = "A";

  /**
   * @param {import("./call-start.js").Start} start
   * @param {import("./call-devices.js").LocalMedia} media
   * @param {(link: ManualLink, passphrase: string) => Promise<void>} onConnected
   */
  constructor(start, media, onConnected) {
    this.start = start;
    this.media = media;
    this.onConnected = onConnected;
    byId("manual-a").addEventListener("click", () => this.#begin("A"));
    byId("manual-b").addEventListener("click", () => this.#begin("B"));
    byId("manual-go").addEventListener("click", () => this.#go());
    byId("manual-reset").addEventListener("click", () => {
      this.reset();
      byId("manual-a").focus();
    });
    byId("manual-copy").addEventListener("click", () => {
      copy(area("manual-out").value, "Copied: send it to your friend.");
    });
    byId("manual-share").hidden = !navigator.share;
    byId("manual-share").addEventListener("click", () => share({ text: area("manual-out").value }));
    area("manual-out").addEventListener("focus", () => area("manual-out").select());
  }

  /** Back to the choice between A and B. A connection that is in use stays. */
  reset() {
    if (this.#link && byId("call").hidden) this.#link.close();
    this.#link = null;
    area("manual-in").value = area("manual-out").value = "";
    this.#problem("");
    this.#status("");
    this.#enable(true);
    byId("manual-roles").hidden = false;
    byId("manual-steps").hidden = byId("manual-reset").hidden = true;
  }

  /** @param {"A" | "B"} role */
  async #begin(role) {
    const choice = this.start.read(false);
    if (!choice) return;
    if (!this.media.hasAny) await this.start.preview();
    this.#role = role;
    const link = this.#link = new ManualLink({ ...choice, stream: this.media.stream });
    const a = role === "A";
    // A copies first, B pastes first; the numbers and the Tab key follow the order in the document.
    const steps = ["manual-copy-step", "manual-paste-step"].map((id) => byId(id));
    byId("manual-steps").append(...(a ? steps : steps.reverse()));
    const [copying, pasting] = a
      ? ["Send this offer to your friend, who is B", "Paste the answer that comes back"]
      : ["Send this answer back to A", "Paste the offer that A has sent you"];
    byId("manual-copy-title").textContent = copying;
    byId("manual-paste-title").textContent = pasting;
    byId("manual-go").textContent = a ? "Connect" : "Make the answer";
    byId("manual-copy-step").hidden = !a;
    byId("manual-roles").hidden = true;
    byId("manual-steps").hidden = byId("manual-reset").hidden = false;
    this.#opened(link);
    if (!a) return byId("manual-paste-title").focus();
    this.#status("Looking for the addresses of this computer …");
    byId("manual-copy-title").focus();
    try {
      const code = await link.offer();
      if (link !== this.#link) return;
      area("manual-out").value = code;
      this.#status("");
    } catch (error) {
      this.#status(`No offer could be made: ${error}`);
    }
  }

  /** What was pasted is whole, says its sender. */
  async #go() {
    const link = this.#link;
    if (!link) return;
    const text = area("manual-in").value;
    this.#enable(false);
    this.#problem("");
    if (this.#role === "A") {
      const problem = await link.accept(text);
      if (link !== this.#link) return;
      if (problem) return this.#refuse(problem);
      return this.#status("Connecting …");
    }
    this.#status("Looking for the addresses of this computer …");
    const answer = await link.answer(text);
    if (link !== this.#link) return;
    if ("problem" in answer) return this.#refuse(answer.problem);
    area("manual-out").value = answer.code;
    byId("manual-copy-step").hidden = false;
    byId("manual-copy-title").focus();
    this.#status("Waiting for A to paste your answer …");
  }

  /** @param {ManualLink} link */
  async #opened(link) {
    try {
      await link.opened;
      if (link !== this.#link) return;
      this.#link = null;
      await this.onConnected(link, /** @type {HTMLInputElement} */ (byId("passphrase")).value);
    } catch (error) {
      if (link === this.#link) this.#status(/** @type {Error} */ (error).message);
    }
  }

  /** @param {string} problem */
  #refuse(problem) {
    this.#status("");
    this.#problem(problem);
    this.#enable(true);
    area("manual-in").focus();
  }

  /** @param {string} text */
  #status(text) {
    byId("manual-status").textContent = text;
  }

  /** @param {string} text */
  #problem(text) {
    byId("manual-problem").textContent = text;
    byId("manual-problem").hidden = !text;
    area("manual-in").setAttribute("aria-invalid", String(Boolean(text)));
  }

  /** @param {boolean} yes */
  #enable(yes) {
    area("manual-in").readOnly = !yes;
    /** @type {HTMLButtonElement} */ (byId("manual-go")).disabled = !yes;
  }
}

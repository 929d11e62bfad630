// @ts-check
/** The link to a room: shown, copied, shared. */
import { byId } from "./call-dom.js";
import { hashOf } from "./call-text.js";
import { toast } from "./call-toast.js";

export class Invitation {
  #link = "";

  constructor() {
    const input = /** @type {HTMLInputElement} */ (byId("link"));
    for (const id of ["copy-link", "invite-copy"]) {
      byId(id).addEventListener("click", () => copy(this.#link, "Link copied: send it to your friends."));
    }
    input.addEventListener("focus", () => input.select());
    byId("invite-share").hidden = !navigator.share;
    byId("invite-share").addEventListener("click", () => share({ title: "Call", url: this.#link }));
  }

  /** @param {string} room */
  open(room) {
    this.#link = new URL("/" + hashOf(room), location.href).href;
    /** @type {HTMLInputElement} */ (byId("link")).value = this.#link;
    byId("room-label").textContent = room;
    byId("room-label").title = room;
    byId("copy-link").hidden = false;
    byId("room-bar").hidden = false;
  }

  /** @param {boolean} alone whether to show the invitation */
  alone(alone) {
    byId("invite").hidden = !alone;
  }
}

/**
 * Puts text on the clipboard, and says so.
 *
 * @param {string} text
 * @param {string} done
 */
export async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    toast(done, "good");
  } catch {
    // Insecure contexts have no clipboard.
    toast("The browser does not let this page copy: select the text and copy it yourself.", "warning");
  }
}

/** @param {ShareData} data */
export function share(data) {
  // Rejects also when somebody changes their mind.
  navigator.share(data).catch(() => {});
}

// @ts-check
/** What the chat shows of a file on its way. */
import { icon, make } from "./call-dom.js";
import { sizeInWords } from "./call-text.js";
import { safeFileName } from "./call-wire.js";

/** One file in the chat: its name, how far it is, and what can be done about it. */
export class FileCard {
  #percent = "";
  #status = make("p", { className: "status" });
  #bar = make("progress", { hidden: true, "aria-label": "Progress" });
  #actions = make("div", { className: "row", hidden: true });

  /** @param {string} name @param {number} size */
  constructor(name, size) {
    this.size = size;
    this.#bar.max = Math.max(size, 1);
    const title = make("bdi", {}, safeFileName(name));
    const head = make("div", { className: "file" }, icon("file"), make("div", {}, title, this.#status));
    this.element = make("div", { className: "transfer" }, head, this.#bar, this.#actions);
  }

  /** @param {...(string | Node)} words */
  status(...words) {
    this.#status.replaceChildren(`${sizeInWords(this.size)} · `, ...words);
  }

  /** @param {number} bytes */
  progress(bytes) {
    this.#bar.hidden = false;
    this.#bar.value = bytes;
    const percent = `${Math.floor((100 * bytes) / Math.max(this.size, 1))} %`;
    if (this.#percent === percent) return;
    this.#percent = percent;
    this.status(percent);
  }

  /** @param {string} label @param {() => void} action @param {boolean} [primary] */
  button(label, action, primary = false) {
    const button = make("button", { type: "button", className: primary ? "primary" : "" }, label);
    button.addEventListener("click", () => {
      this.#actions.replaceChildren();
      action();
    });
    this.#actions.hidden = false;
    this.#actions.append(button);
  }

  /** @param {string} text @param {string} [level] */
  end(text, level = "") {
    this.#bar.hidden = true;
    this.#actions.replaceChildren();
    this.#actions.hidden = true;
    this.element.dataset.end = level;
    this.status(text);
  }

  /** @param {string} address @param {string} name */
  link(address, name) {
    this.#actions.hidden = false;
    const label = make("span", { className: "visually-hidden" }, ` ${name}`);
    const properties = { className: "download", href: address, download: name };
    this.#actions.append(make("a", properties, "Download", label));
  }
}

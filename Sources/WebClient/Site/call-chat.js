// @ts-check
/** The chat beside the tiles: a log, a line to write in, and a count of what was not seen yet. */
import { byId, make } from "./call-dom.js";

const LINES_KEPT = 500;

export class Chat {
  #log = byId("log");
  #empty = byId("chat-empty");
  #panel = byId("panel");
  #button = byId("chat");
  #text = /** @type {HTMLTextAreaElement} */ (byId("chat-text"));
  #unread = 0;

  /** @param {(text: string) => void} onSend */
  constructor(onSend) {
    const send = () => {
      const text = this.#text.value.trim();
      if (!text) return;
      this.#text.value = "";
      onSend(text);
    };
    byId("chat-form").addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
    this.#text.addEventListener("keydown", (event) => {
      // Enter that ends a composition (of Japanese, say) is no Enter of the message.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      send();
    });
    this.#button.addEventListener("click", () => this.open(this.#panel.hidden));
    byId("chat-close").addEventListener("click", () => this.open(false));
    this.#panel.addEventListener("keydown", (event) => event.key === "Escape" && this.open(false));
  }

  /**
   * Opens or closes the panel; the focus goes along.
   *
   * @param {boolean} open
   * @param {boolean} [focus]
   */
  open(open, focus = true) {
    this.#panel.hidden = !open;
    this.#button.setAttribute("aria-expanded", String(open));
    if (open) {
      this.#count(0);
      this.#log.scrollTop = this.#log.scrollHeight;
    }
    if (focus) (open ? this.#text : this.#button).focus();
  }

  /**
   * Empties the log.
   *
   * @param {boolean} encrypted whether there is a passphrase
   */
  reset(encrypted) {
    this.#log.replaceChildren(this.#empty);
    this.#empty.hidden = false;
    this.#count(0);
    byId("chat-lock").textContent = encrypted ? "encrypted end to end" : "";
    byId("chat-lock").className = "badge good";
  }

  /**
   * What somebody wrote.
   *
   * @param {string} author
   * @param {string} text
   * @param {boolean} [mine]
   */
  message(author, text, mine = false) {
    const body = make("p", { className: "body", dir: "auto" }, text);
    this.add(entry(author, mine ? "message mine" : "message", body), !mine);
  }

  /**
   * That somebody wrote something which cannot be read.
   *
   * @param {string} author
   * @param {string} text
   */
  unreadable(author, text) {
    this.add(entry(author, "message unreadable", make("p", { className: "body" }, text)), true);
  }

  /**
   * What the page itself has to say.
   *
   * @param {...(string | Node)} words
   */
  notice(...words) {
    this.add(make("p", { className: "message notice-line" }, ...words), false);
  }

  /**
   * Something else in its place among the messages.
   *
   * @param {string} author
   * @param {HTMLElement} body
   * @param {boolean} mine
   */
  item(author, body, mine) {
    this.add(entry(author, mine ? "message mine" : "message", body), !mine);
  }

  /** @param {HTMLElement} element @param {boolean} news */
  add(element, news) {
    const log = this.#log;
    const following = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
    this.#empty.hidden = true;
    log.append(element);
    while (log.children.length > LINES_KEPT) log.children[1].remove();
    if (following) log.scrollTop = log.scrollHeight;
    if (news && this.#panel.hidden) this.#count(this.#unread + 1);
  }

  /** @param {number} unread */
  #count(unread) {
    this.#unread = unread;
    const count = byId("unread");
    count.hidden = unread === 0;
    count.textContent = unread > 99 ? "99+" : String(unread);
    this.#button.setAttribute("aria-label", unread ? `Chat, ${unread} new` : "Chat");
  }
}

/** @param {string} author @param {string} className @param {HTMLElement} body */
function entry(author, className, body) {
  const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const meta = make("p", { className: "meta" }, make("bdi", {}, author), ` · ${time}`);
  return make("div", { className }, meta, body);
}

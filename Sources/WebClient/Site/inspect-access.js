// @ts-check
// The admin token, and what is shown with it.

const STORED = "signaling-hub.admin-token";

export class Access {
  token = "";

  /**
   * @param {ParentNode} root
   * @param {() => void} onchange connect again: with another token, or for other things
   */
  constructor(root, onchange) {
    /** @template {HTMLElement} T @param {string} id @returns {T} */
    const find = (id) => /** @type {T} */ (root.querySelector(`#${id}`));
    /** @type {HTMLDetailsElement} */ this.panel = find("access");
    /** @type {HTMLElement} */ this.refusal = find("refusal");
    /** @type {HTMLInputElement} */ this.field = find("token");
    /** @type {HTMLInputElement} */ this.remember = find("remember");
    /** @type {HTMLButtonElement} */ this.forgetButton = find("forget");
    /** @type {HTMLInputElement} */ this.addresses = find("addresses");
    /** @type {HTMLInputElement} */ this.bodies = find("bodies");
    this.#take(stored("get"));
    this.remember.checked = !!this.token;
    find("token-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#take(this.field.value.trim());
      this.#keep();
      this.refuse("");
      onchange();
    });
    this.remember.addEventListener("change", () => this.#keep());
    this.forgetButton.addEventListener("click", () => {
      this.#take("");
      this.field.focus();
      this.remember.checked = false;
      this.#keep();
      this.refuse("");
      onchange();
    });
    for (const box of [this.addresses, this.bodies]) box.addEventListener("change", onchange);
  }

  /** @returns {Record<string, string>} */
  headers() {
    return this.token ? { Authorization: `Bearer ${this.token}` } : {};
  }

  /** What the timeline is asked to show. */
  parameters() {
    return (this.addresses.checked ? "&addresses=true" : "") + (this.bodies.checked ? "&bodies=true" : "");
  }

  /**
   * Says why the hub shows nothing, where the token can be entered.
   * @param {string} message empty: it does
   */
  refuse(message) {
    if (this.refusal.textContent !== message) this.refusal.textContent = message;
    this.refusal.hidden = !message;
    if (message) this.panel.open = true;
  }

  /** @param {string} token */
  #take(token) {
    this.token = token;
    this.field.value = token;
    this.forgetButton.disabled = !token;
    for (const box of [this.addresses, this.bodies]) {
      box.disabled = !token;
      box.checked &&= !!token;
    }
  }

  #keep() {
    stored(this.remember.checked && this.token ? "set" : "remove", this.token);
  }
}

/**
 * The tab's storage; a browser that has none for us is no obstacle.
 * @param {"get" | "set" | "remove"} what
 * @param {string} token
 */
function stored(what, token = "") {
  try {
    if (what === "set") sessionStorage.setItem(STORED, token);
    else if (what === "remove") sessionStorage.removeItem(STORED);
    else return sessionStorage.getItem(STORED) ?? "";
  } catch {
    // Storage is switched off: the token lives as long as the page.
  }
  return "";
}

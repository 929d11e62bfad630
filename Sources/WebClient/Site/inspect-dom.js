// @ts-check
// Elements from script. Text from outside becomes text nodes here and nothing else.

/**
 * Makes an element.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [properties] attributes; `on…` are listeners, null and false are left out
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/**
 * A name that somebody chose: isolated, so that its direction of writing stays its own (UAX #9).
 * @param {string} text
 */
export const chosenName = (text) => make("bdi", { class: "name" }, text);

/**
 * Sets text, and touches the document only where it differs: a selection survives.
 * @param {Element} element with text only
 * @param {string} text
 */
export function setText(element, text) {
  const node = element.firstChild;
  if (node instanceof Text && !node.nextSibling) {
    if (node.data !== text) node.data = text;
  } else if (element.textContent !== text) element.textContent = text;
}

/**
 * Sets or takes away an attribute where that changes something.
 * @param {Element} element
 * @param {string} name
 * @param {string | null} value
 */
export function setAttribute(element, name, value) {
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

/**
 * Puts text on the clipboard. Outside a secure context there is no asynchronous clipboard
 * (Clipboard API, 5): there the older command copies from a field.
 * @param {string} text
 * @returns {Promise<boolean>} whether it is there
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const before = document.activeElement;
    const field = make("textarea", { class: "visually-hidden", "aria-hidden": "true" });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    return done;
  }
}

/**
 * A button that copies, and says for a moment whether it did.
 * @param {string} label
 * @param {string} described what it copies, for those who do not see where it stands
 * @param {() => string} text
 */
export function copyButton(label, described, text) {
  const word = make("span", { "aria-live": "polite" }, label);
  let timer = 0;
  return make("button", {
    type: "button",
    class: "copy",
    "aria-label": described,
    async onclick() {
      setText(word, await copyText(text()) ? "Copied" : "Not copied");
      clearTimeout(timer);
      timer = window.setTimeout(() => setText(word, label), 2000);
    },
  }, word);
}

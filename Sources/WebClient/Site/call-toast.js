// @ts-check
/** Short notices in a corner, read out by screen readers because #toasts is a live region. */
import { byId, icon, make } from "./call-dom.js";

const SHOWN_MS = 7000;
const AT_MOST = 4;

/**
 * Shows a notice for some seconds.
 *
 * @param {string | (string | Node)[]} words names in it as `bdi`, so that their direction is theirs alone
 * @param {"neutral" | "good" | "warning" | "bad"} [level]
 */
export function toast(words, level = "neutral") {
  const text = make("span", {}, ...(typeof words === "string" ? [words] : words));
  const list = byId("toasts");
  for (const old of Array.from(list.children)) {
    if (old.firstElementChild?.textContent === text.textContent) old.remove();
  }
  const close = make("button", { type: "button", className: "quiet", title: "Dismiss" }, icon("close"));
  close.append(make("span", { className: "visually-hidden" }, "Dismiss"));
  const item = make("div", { className: `toast ${level}` }, text, close);
  close.addEventListener("click", () => item.remove());
  list.append(item);
  while (list.children.length > AT_MOST) list.firstElementChild?.remove();
  // Somebody who is reading it with pointer or focus on it keeps it.
  const expire = () => {
    if (item.matches(":hover, :focus-within")) setTimeout(expire, 1000);
    else item.remove();
  };
  setTimeout(expire, SHOWN_MS);
}

// @ts-check
// Ages by the hub's clock, counting up.
import { make, setAttribute, setText } from "./inspect-dom.js";
import { age } from "./inspect-words.js";

/** What the hub's clock is ahead of this one, in milliseconds. */
let ahead = 0;

/** @param {string} serverTime as the hub has just said */
export function setClock(serverTime) {
  const time = Date.parse(serverTime);
  if (!Number.isNaN(time)) ahead = time - Date.now();
}

/** An element that `showAge` can be told of. */
export const ageElement = () => make("time", { class: "age" });

/**
 * Lets an element show how long ago something was, from now on.
 * @param {HTMLTimeElement} element
 * @param {string} since
 * @param {string | null} [until] where it ended
 */
export function showAge(element, since, until = null) {
  setAttribute(element, "datetime", since);
  setAttribute(element, "data-until", until);
  setAttribute(element, "title", since);
  count(element);
}

/** @param {HTMLTimeElement} element */
function count(element) {
  const end = element.dataset.until ? Date.parse(element.dataset.until) : Date.now() + ahead;
  setText(element, age(end - Date.parse(element.dateTime)));
}

setInterval(() => {
  if (document.hidden) return;
  for (const element of document.querySelectorAll("time.age:not([data-until])")) {
    if (element instanceof HTMLTimeElement && element.dateTime) count(element);
  }
}, 1000);

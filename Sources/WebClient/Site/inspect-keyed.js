// @ts-check
// Lists that follow data: what is still there keeps its element, and with it focus, selection and scroll.

/**
 * @template T
 * @typedef {{ element: HTMLElement, update: (item: T) => void }} Row
 */

/**
 * Makes the function that brings the children of `parent` in line with a list of items.
 * @template T
 * @param {HTMLElement} parent its children are these rows only
 * @param {(item: T) => string} keyOf
 * @param {(item: T) => Row<T>} create makes the row; `update` is called right after
 * @returns {((items: T[]) => void) & { row(key: string): HTMLElement | undefined, keys(): string[] }}
 */
export function keyedList(parent, keyOf, create) {
  /** @type {Map<string, Row<T>>} */
  let rows = new Map();
  /** @param {T[]} items */
  const show = (items) => {
    /** @type {Map<string, Row<T>>} */
    const next = new Map();
    for (const item of items) {
      const key = keyOf(item);
      if (next.has(key)) continue;
      const row = rows.get(key) ?? create(item);
      row.update(item);
      next.set(key, row);
    }
    for (const [key, row] of rows) if (!next.has(key)) row.element.remove();
    rows = next;
    arrange(parent, [...next.values()].map((row) => row.element));
  };
  return Object.assign(show, {
    /** @param {string} key */
    row: (key) => rows.get(key)?.element,
    keys: () => [...rows.keys()],
  });
}

/**
 * Orders the children without moving the one that is in use: what is moved loses focus and selection.
 * @param {HTMLElement} parent
 * @param {HTMLElement[]} elements
 */
function arrange(parent, elements) {
  const still = Math.max(0, elements.findIndex(inUse));
  if (!elements.length) return;
  if (elements[still].parentNode !== parent) parent.append(elements[still]);
  for (let i = still - 1; i >= 0; i--) {
    if (elements[i].nextSibling !== elements[i + 1]) parent.insertBefore(elements[i], elements[i + 1]);
  }
  for (let i = still + 1; i < elements.length; i++) {
    const place = elements[i - 1].nextSibling;
    if (place !== elements[i]) parent.insertBefore(elements[i], place);
  }
}

/**
 * Whether an element holds the focus or an end of the selection.
 * @param {HTMLElement} element
 */
function inUse(element) {
  if (element.contains(document.activeElement)) return true;
  const selection = document.getSelection();
  return !!selection && !selection.isCollapsed && element.contains(selection.anchorNode);
}

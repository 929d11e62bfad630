// @ts-check
// The table of contents, and the search that shortens page and table to what fits.
import { make, setAttribute, setText } from "./inspect-dom.js";

/** @typedef {{ heading: HTMLElement, body: HTMLElement, element: HTMLElement, level: number, words: string,
 *   entry: HTMLElement, parent: Section | null }} Section */

/**
 * Cuts the page at its headings of the second and third level.
 * @param {Element[]} elements
 * @returns {Section[]}
 */
export function cutSections(elements) {
  /** @type {Section[]} */
  const sections = [];
  /** @type {Section | null} */
  let chapter = null;
  for (const element of elements) {
    const level = /^H[123]$/.test(element.tagName) ? Number(element.tagName[1]) : 0;
    if (level || !sections.length) {
      const heading = level ? /** @type {HTMLElement} */ (element) : make("h1", { id: "top" });
      const body = make("div");
      const section = make("section", { "aria-labelledby": heading.id, "data-level": level }, heading, body);
      const parent = level === 3 ? chapter : null;
      sections.push({ heading, body, element: section, level, words: "", entry: make("li"), parent });
      if (level === 2) chapter = sections[sections.length - 1];
      if (level) continue;
    }
    sections[sections.length - 1].body.append(element);
  }
  for (const section of sections) section.words = normal(section.element.textContent ?? "");
  return sections;
}

/**
 * @param {Section[]} sections
 * @param {HTMLElement} nav
 */
export function listContents(sections, nav) {
  const top = make("ul");
  /** @type {HTMLElement} */
  let inner = top;
  for (const { heading, level, entry } of sections) {
    if (level < 2) continue;
    const link = make("a", { href: `#${heading.id}` });
    for (const node of heading.childNodes) {
      if (!(node instanceof HTMLAnchorElement)) link.append(node.cloneNode(true));
    }
    entry.append(link);
    if (level === 2) {
      top.append(entry);
      inner = make("ul");
      entry.append(inner);
    } else inner.append(entry);
  }
  nav.replaceChildren(top);
}

/**
 * @param {Section[]} sections
 * @param {HTMLInputElement} field
 * @param {HTMLElement} found
 */
export function searchIn(sections, field, found) {
  const search = () => {
    const words = normal(field.value).split(/\s+/).filter(Boolean);
    let count = 0;
    /** @param {Section} section */
    const fitsAll = (section) => words.every((word) => section.words.includes(word));
    const fitting = new Set(sections.filter(fitsAll));
    const chapters = new Set([...fitting].map(({ parent }) => parent));
    for (const section of sections) {
      const fits = fitting.has(section);
      if (fits) count++;
      section.element.hidden = section.entry.hidden = !fits && !chapters.has(section);
      section.body.hidden = !fits;
    }
    setText(found, !words.length ? "" : count === 1 ? "1 section fits." : `${count || "No"} sections fit.`);
    highlight(sections, words);
  };
  field.addEventListener("input", search);
  return { clear() { field.value = ""; search(); } };
}

/** @param {string} text */
const normal = (text) => text.normalize("NFC").toLowerCase();

/**
 * Colours what was found, where the browser can without touching the document (CSS Custom Highlight API).
 * @param {Section[]} sections
 * @param {string[]} words
 */
function highlight(sections, words) {
  const { Highlight, CSS } = /** @type {any} */ (window);
  if (!Highlight || !CSS?.highlights) return;
  const ranges = [];
  const long = words.filter((word) => word.length > 1);
  for (const { element } of long.length ? sections : []) {
    if (element.hidden) continue;
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) {
      const text = (node.nodeValue ?? "").toLowerCase();
      // A letter that is longer in lower case would shift what follows.
      if (text.length !== node.nodeValue?.length) continue;
      for (const word of long) {
        for (let at = -1; (at = text.indexOf(word, at + 1)) >= 0;) {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + word.length);
          ranges.push(range);
        }
      }
    }
  }
  CSS.highlights.set("found", new Highlight(...ranges));
}

/**
 * Scrolls the box alone: scrollIntoView would take the page along.
 * @param {HTMLElement} entry
 * @param {HTMLElement} box
 */
function keepInView(entry, box) {
  const link = entry.querySelector("a") ?? entry;
  const { top, bottom } = link.getBoundingClientRect();
  const frame = box.getBoundingClientRect();
  const hidden = top < frame.top || bottom > Math.min(frame.bottom, window.innerHeight);
  if (hidden && !box.matches(":hover, :focus-within")) box.scrollTop += top - frame.top - frame.height / 3;
}

/**
 * Marks the section that is being read.
 * @param {Section[]} sections
 * @param {HTMLElement} box that scrolls the contents
 */
export function followReading(sections, box) {
  /** @type {Set<Element>} */
  const visible = new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) visible.add(target);
      else visible.delete(target);
    }
    const current = sections.find(({ element, level }) => level > 1 && visible.has(element));
    for (const { entry } of sections) {
      const link = entry.querySelector("a");
      if (link) setAttribute(link, "aria-current", entry === current?.entry ? "location" : null);
    }
    if (current) keepInView(current.entry, box);
  }, { rootMargin: "-10% 0px -60% 0px" });
  for (const { element } of sections) observer.observe(element);
}

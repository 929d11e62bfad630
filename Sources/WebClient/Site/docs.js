// @ts-check
// The documentation: API_DOC.md, and from openapi.yaml every REST operation, as one page.
import { cutSections, followReading, listContents, searchIn } from "./docs-contents.js";
import { parseMarkdown } from "./docs-markdown.js";
import { renderOperations } from "./docs-openapi.js";
import { renderBlock } from "./docs-render.js";
import { parseYAML } from "./docs-yaml.js";
import { make, setAttribute } from "./inspect-dom.js";
/** @typedef {import("./docs-markdown.js").Block} Block */

/** What people come for most, if it is there. */
const SHORTCUTS = [
  ["close-codes", "Close codes"], ["limits", "Limits"], ["websocket", "Native"], ["serverpod", "Serverpod"],
  ["dysonnetwork", "DysonNetwork"], ["node-ws", "Node ws"], ["socketio", "Socket.IO"],
  ["rest-operations", "REST operations"],
];

/** @template {HTMLElement} T @param {string} id @returns {T} */
const byId = (id) => /** @type {T} */ (document.getElementById(id));

const main = byId("text");

/** @param {string} path */
async function load(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`the hub answers ${response.status}`);
  return response.text();
}

/**
 * One document's elements; where it cannot be had, a paragraph that says so: the other is shown all the same.
 * @param {string} path
 * @param {(text: string) => Element[]} render
 */
async function part(path, render) {
  try {
    return render(await load(path));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [make("p", { class: "card failure", role: "alert" }, make("a", { href: path }, path.slice(1)),
      ` cannot be shown here: ${reason}.`)];
  }
}

/**
 * The document's own table of contents: this page has one already.
 * @param {Block} block
 */
const isContents = (block) => block.type === "list" && block.items.every((item) =>
  item.length === 1 && item[0].type === "paragraph" && item[0].children.length === 1 &&
  item[0].children[0].type === "link" && item[0].children[0].href.startsWith("#"));

async function show() {
  const [text, operations] = await Promise.all([
    part("/API_DOC.md", (source) =>
      parseMarkdown(source).filter((block) => !isContents(block)).map(renderBlock)),
    part("/openapi.yaml", (source) => renderOperations(parseYAML(source))),
  ]);
  const sections = cutSections([...text, ...operations]);
  main.replaceChildren(...sections.map(({ element }) => element));
  const shortcuts = SHORTCUTS.filter(([id]) => document.getElementById(id));
  sections[0]?.body.append(make("ul", { class: "shortcuts" }, ...shortcuts.map(([id, words]) =>
    make("li", {}, make("a", { href: `#${id}` }, words)))));
  listContents(sections, byId("contents-list"));
  followReading(sections, contents);
  for (const box of main.querySelectorAll("pre, .scroll")) scrolling.observe(box);
  const search = searchIn(sections, byId("search"), byId("found"));
  const go = () => {
    const wanted = document.getElementById(fragment());
    if (!wanted) return;
    if (wanted.closest("[hidden]")) search.clear();
    wanted.scrollIntoView();
    wanted.closest("details")?.setAttribute("open", "");
  };
  window.addEventListener("hashchange", go);
  go();
}

/** What is wider than its box can be scrolled by keyboard; the rest is no stop on the way. */
const scrolling = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    setAttribute(target, "tabindex", target.scrollWidth > target.clientWidth ? "0" : null);
  }
});

function fragment() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return location.hash.slice(1);
  }
}

/** The contents are a column on a wide screen, and fold away on a narrow one. */
const narrow = window.matchMedia("(max-width: 899px)");
/** @type {HTMLDetailsElement} */
const contents = byId("contents");
const fit = () => { contents.open = !narrow.matches; };
narrow.addEventListener("change", fit);
fit();
contents.addEventListener("click", (event) => {
  if (narrow.matches && event.target instanceof Element && event.target.closest("a")) contents.open = false;
});

show();

// @ts-check
// From blocks of Markdown to elements.
import { copyButton, make } from "./inspect-dom.js";
import { plainText } from "./docs-inline.js";
/** @typedef {import("./docs-inline.js").Inline} Inline */
/** @typedef {import("./docs-markdown.js").Block} Block */

/** @type {Record<string, string>} where the documents are that link to each other */
const SERVED = { "API_DOC.md": "/docs", "openapi.yaml": "/openapi.yaml" };

/**
 * Where a link leads from this page; null where there is nothing.
 * @param {string} href
 */
export function target(href) {
  if (href.startsWith("#")) return href;
  const [file, fragment] = href.replace(/^\.\//, "").split("#");
  if (Object.hasOwn(SERVED, file)) return SERVED[file] + (fragment ? `#${fragment}` : "");
  return /^https?:\/\//.test(href) ? href : null;
}

/**
 * @param {Inline[]} inlines
 * @returns {(Node | string)[]}
 */
export function renderInline(inlines) {
  return inlines.map((inline) => {
    switch (inline.type) {
      case "text": return inline.text;
      case "code": return make("code", {}, inline.text);
      case "strong": return make("strong", {}, ...renderInline(inline.children));
      case "emphasis": return make("em", {}, ...renderInline(inline.children));
      case "link": {
        const href = target(inline.href);
        const content = renderInline(inline.children);
        return href ? make("a", { href }, ...content) : make("span", {}, ...content);
      }
    }
  });
}

/**
 * @param {Block} block
 * @returns {HTMLElement}
 */
export function renderBlock(block) {
  switch (block.type) {
    case "heading":
      return renderHeading(block.level, block.slug, renderInline(block.children), plainText(block.children));
    case "paragraph": return make("p", {}, ...renderInline(block.children));
    case "code": return codeBlock(block.text, block.language);
    case "break": return make("hr");
    case "table": return renderTable(block);
    case "list": {
      const items = block.items.map((item) => make("li", {}, ...renderItem(item)));
      const start = block.start === 1 ? null : block.start;
      return block.ordered ? make("ol", { start }, ...items) : make("ul", {}, ...items);
    }
  }
}

/** @param {Block[]} blocks */
function renderItem(blocks) {
  return blocks.flatMap((block, index) =>
    block.type === "paragraph" && index === 0 ? renderInline(block.children) : [renderBlock(block)]);
}

/**
 * A heading that can be linked to.
 * @param {number} level
 * @param {string} slug
 * @param {(Node | string)[]} content
 * @param {string} text
 * @returns {HTMLElement}
 */
export function renderHeading(level, slug, content, text) {
  const tag = /** @type {"h2"} */ (`h${Math.min(level, 6)}`);
  return make(tag, { id: slug }, ...content,
    level > 1 && make("a", { class: "anchor", href: `#${slug}`, "aria-label": `Link to “${text}”` }, "#"));
}

/**
 * @param {string} text
 * @param {string} language
 * @returns {HTMLElement}
 */
export function codeBlock(text, language) {
  const code = make("code", {}, text);
  return make("div", { class: "code", "data-language": language },
    make("div", { class: "code-head" }, make("span", { class: "muted" }, language),
      copyButton("Copy", `Copy this ${language || "text"}`, () => text)),
    make("pre", { role: "group", "aria-label": language ? `Code, ${language}` : "Code" }, code));
}

/** Tables of up to so many columns become lists of rows on a narrow screen. */
const STACKABLE = 4;

/** @param {import("./docs-markdown.js").Table} block */
function renderTable({ alignments, head, rows }) {
  return tableBox(`Table: ${head.map(plainText).filter(Boolean).join(", ")}`, head.map(plainText),
    head.map(renderInline), rows.map((row) => row.map(renderInline)), alignments);
}

/**
 * A table in a box of its own, which scrolls where the table is wider. The roles are said again: where the
 * boxes of a table are laid out otherwise, some browsers lose them.
 * @param {string} label
 * @param {string[]} names of the columns; one without a name, as GFM writes it, has no heading here either
 * @param {(Node | string)[][]} head
 * @param {(Node | string)[][][]} rows
 * @param {(string | null)[]} [alignments]
 */
export function tableBox(label, names, head, rows, alignments = []) {
  /** @param {number} column */
  const aligned = (column) => (alignments[column] ? `align-${alignments[column]}` : null);
  const first = make("tr", { role: "row" }, ...head.map((cell, i) => (names[i]
    ? make("th", { scope: "col", role: "columnheader", class: aligned(i) }, ...cell)
    : make("td", { role: "cell" }))));
  const body = rows.map((row) => make("tr", { role: "row" }, ...row.map((cell, i) => {
    const about = { role: "cell", class: aligned(i), "data-column": names[i] || null };
    return make("td", about, make("div", {}, ...cell));
  })));
  const table = make("table", { role: "table", "aria-label": label },
    make("thead", { role: "rowgroup" }, first), make("tbody", { role: "rowgroup" }, ...body));
  const kind = names.length <= STACKABLE ? "stacks" : "dense";
  return make("div", { class: `scroll ${kind}`, role: "group", "aria-label": label }, table);
}

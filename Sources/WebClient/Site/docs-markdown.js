// @ts-check
// The blocks of Markdown that API_DOC.md uses (CommonMark 0.31, 4 and 5; tables: GFM, 4.10).
import { parseInline, plainText } from "./docs-inline.js";
/** @typedef {import("./docs-inline.js").Inline} Inline */

/**
 * @typedef {"left" | "right" | "center" | null} Alignment
 * @typedef {{ type: "heading", level: number, slug: string, children: Inline[] }} Heading
 * @typedef {{ type: "paragraph", children: Inline[] }} Paragraph
 * @typedef {{ type: "code", language: string, text: string }} Code
 * @typedef {{ type: "list", ordered: boolean, start: number, items: Block[][] }} List
 * @typedef {{ type: "table", alignments: Alignment[], head: Inline[][], rows: Inline[][][] }} Table
 * @typedef {{ type: "break" }} Break
 * @typedef {Heading | Paragraph | Code | List | Table | Break} Block
 */

const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*$/;
const FENCE = /^( {0,3})(`{3,}|~{3,})\s*([^`\s]*)[^`]*$/;
const ITEM = /^( {0,3})([-*+]|(\d{1,9})[.)])( +|$)(.*)$/;
const BREAK = /^ {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$/;
const DELIMITERS = /^ {0,3}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

/**
 * @param {string} source
 * @param {(text: string) => string} [slugOf] names the headings
 * @returns {Block[]}
 */
export function parseMarkdown(source, slugOf = slugger()) {
  const lines = source.replace(/\r\n?/g, "\n").split("\n");
  /** @type {Block[]} */
  const blocks = [];
  for (let i = 0; i < lines.length;) {
    const { block, next } = oneBlock(lines, i, slugOf);
    if (block) blocks.push(block);
    i = next;
  }
  return blocks;
}

/**
 * Makes the function that names headings as GitHub does; a name that is used gets a number.
 * @returns {(text: string) => string}
 */
export function slugger() {
  /** @type {Set<string>} */
  const used = new Set();
  return (text) => {
    const base = text.toLowerCase().replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "").replaceAll(" ", "-");
    let slug = base;
    for (let i = 1; used.has(slug); i++) slug = `${base}-${i}`;
    used.add(slug);
    return slug;
  };
}

/**
 * @param {string[]} lines
 * @param {number} at
 * @param {(text: string) => string} slugOf
 * @returns {{ block: Block | null, next: number }}
 */
function oneBlock(lines, at, slugOf) {
  const line = lines[at];
  if (!line.trim()) return { block: null, next: at + 1 };
  const heading = HEADING.exec(line);
  if (heading) {
    const children = parseInline((heading[2] ?? "").trim());
    const slug = slugOf(plainText(children));
    return { block: { type: "heading", level: heading[1].length, slug, children }, next: at + 1 };
  }
  if (FENCE.test(line)) return fencedCode(lines, at);
  if (BREAK.test(line)) return { block: { type: "break" }, next: at + 1 };
  if (ITEM.test(line)) return list(lines, at, slugOf);
  if (startsTable(lines, at)) return table(lines, at);
  let next = at + 1;
  while (next < lines.length && !endsParagraph(lines, next)) next++;
  const text = lines.slice(at, next).map((line) => line.trim()).join("\n");
  return { block: { type: "paragraph", children: parseInline(text) }, next };
}

/** @param {string[]} lines @param {number} at */
function endsParagraph(lines, at) {
  const line = lines[at];
  const item = ITEM.exec(line);
  // Only a list that begins with 1, and an item that is not empty, may interrupt (5.2).
  const interrupts = !!item && !!item[5] && (item[3] === undefined || item[3] === "1");
  return !line.trim() || interrupts || [HEADING, FENCE, BREAK].some((start) => start.test(line)) ||
    startsTable(lines, at);
}

/**
 * @param {string[]} lines
 * @param {number} at
 * @returns {{ block: Code, next: number }}
 */
function fencedCode(lines, at) {
  const [, indent, fence, language] = /** @type {RegExpExecArray} */ (FENCE.exec(lines[at]));
  const end = new RegExp(`^ {0,3}${fence[0]}{${fence.length},}\\s*$`);
  let next = at + 1;
  const text = [];
  for (; next < lines.length && !end.test(lines[next]); next++) {
    text.push(lines[next].replace(new RegExp(`^ {0,${indent.length}}`), ""));
  }
  return { block: { type: "code", language, text: text.join("\n") }, next: next + 1 };
}

/**
 * @param {string[]} lines
 * @param {number} at
 * @param {(text: string) => string} slugOf
 * @returns {{ block: List, next: number }}
 */
function list(lines, at, slugOf) {
  const first = /** @type {RegExpExecArray} */ (ITEM.exec(lines[at]));
  const kind = first[2].slice(-1);
  /** @param {string} line */
  const another = (line = "") => {
    const item = BREAK.test(line) ? null : ITEM.exec(line);
    return item?.[2].slice(-1) === kind ? item : null;
  };
  /** @type {Block[][]} */
  const items = [];
  let next = at;
  for (let item; (item = another(lines[next]));) {
    const spaces = item[4].length > 4 || !item[5] ? 1 : item[4].length;
    const width = item[1].length + item[2].length + spaces;
    const content = [lines[next].slice(width)];
    next++;
    for (; next < lines.length; next++) {
      const line = lines[next];
      if (line.startsWith(" ".repeat(width))) content.push(line.slice(width));
      else if (!line.trim()) content.push("");
      else if (!content[content.length - 1] || ITEM.test(line) || endsParagraph(lines, next)) break;
      else content.push(line.trim());
    }
    items.push(parseMarkdown(content.join("\n"), slugOf));
  }
  const ordered = first[3] !== undefined;
  return { block: { type: "list", ordered, start: Number(first[3] ?? 1), items }, next };
}

/** @param {string[]} lines @param {number} at */
function startsTable(lines, at) {
  const delimiters = lines[at + 1] ?? "";
  return lines[at].includes("|") && DELIMITERS.test(delimiters) && delimiters.includes("|") &&
    cells(lines[at]).length === cells(delimiters).length;
}

/**
 * @param {string[]} lines
 * @param {number} at
 * @returns {{ block: Table, next: number }}
 */
function table(lines, at) {
  const head = cells(lines[at]).map(parseInline);
  const alignments = cells(lines[at + 1]).map(alignment);
  const rows = [];
  let next = at + 2;
  for (; lines[next]?.trim() && !FENCE.test(lines[next]) && !HEADING.test(lines[next]); next++) {
    const row = cells(lines[next]).map(parseInline);
    rows.push(head.map((_, column) => row[column] ?? []));
  }
  return { block: { type: "table", alignments, head, rows }, next };
}

/**
 * @param {string} cell of the row of delimiters
 * @returns {Alignment}
 */
function alignment(cell) {
  if (cell.endsWith(":")) return cell.startsWith(":") ? "center" : "right";
  return cell.startsWith(":") ? "left" : null;
}

/**
 * Splits a row; an escaped bar is part of its cell, in code, too.
 * @param {string} line
 */
function cells(line) {
  const row = line.trim().replace(/^\|/, "").replace(/(?<!\\)\|$/, "");
  return row.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

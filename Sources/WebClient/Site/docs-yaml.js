// @ts-check
// The YAML that openapi.yaml is written in (YAML 1.2.2: block and flow collections, all five scalar styles,
// comments, the core schema). No anchors, tags or several documents: those are errors, with their line.

import { Flow, resolve } from "./docs-yaml-flow.js";
/** @typedef {import("./docs-yaml-flow.js").YAML} YAML */

/**
 * @param {string} source
 * @returns {YAML}
 */
export const parseYAML = (source) => new Reader(source).document();

const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/.source;
const PLAIN = /(?:[^\s"'[\]{}#&*!|>%@`,?:-]|[?:-](?=\S))(?:[^:#]|:(?=\S)|(?<=\S)#)*?/.source;
const KEY = new RegExp(`^(${QUOTED}|${PLAIN})\\s*:(?=\\s|$)`);
const BLANK = /^\s*(#.*)?$/;

class Reader {
  /** @param {string} source */
  constructor(source) {
    this.lines = source.replace(/\r\n?/g, "\n").split("\n");
    this.at = 0;
  }

  /** @returns {YAML} */
  document() {
    if (this.skip() === 0 && this.lines[this.at].trim() === "---") this.at++;
    const value = this.node(0);
    this.skip();
    if (this.at < this.lines.length) this.fail("something that belongs nowhere");
    return value;
  }

  /** @param {string} what @returns {never} */
  fail(what) {
    throw new SyntaxError(`line ${this.at + 1}: ${what}`);
  }

  /** To the next line that says something; -1 if there is none, else its indentation. */
  skip() {
    while (this.at < this.lines.length && BLANK.test(this.lines[this.at])) this.at++;
    if (this.at >= this.lines.length) return -1;
    const indent = this.lines[this.at].search(/[^ ]/);
    if (this.lines[this.at][indent] === "\t") this.fail("a tab as indentation");
    return indent;
  }

  /**
   * What stands at `least` columns or more; null if nothing does.
   * @param {number} least
   * @returns {YAML}
   */
  node(least) {
    const indent = this.skip();
    if (indent < least) return null;
    const text = this.lines[this.at].slice(indent);
    if (/^-(\s|$)/.test(text)) return this.sequence(indent);
    if (KEY.test(text)) return this.mapping(indent);
    return this.value(text, indent - 1);
  }

  /** @param {number} indent */
  sequence(indent) {
    /** @type {YAML[]} */
    const items = [];
    while (this.skip() === indent && /^-(\s|$)/.test(this.lines[this.at].slice(indent))) {
      // The mark becomes a space, and what follows it stands where it stood.
      this.lines[this.at] = " ".repeat(indent + 1) + this.lines[this.at].slice(indent + 1);
      items.push(this.node(indent + 1));
    }
    return items;
  }

  /** @param {number} indent */
  mapping(indent) {
    /** @type {{ [key: string]: YAML }} */
    const map = Object.create(null);
    while (this.skip() === indent) {
      const text = this.lines[this.at].slice(indent);
      const match = KEY.exec(text);
      if (!match) this.fail("neither a key nor the end of the mapping");
      const key = match[1];
      const name = /^["']/.test(key) ? /** @type {string} */ (new Flow(this, key).value()) : key;
      if (name in map) this.fail(`"${name}" is there twice`);
      const rest = text.slice(match[0].length).trim();
      if (rest && !rest.startsWith("#")) map[name] = this.value(rest, indent);
      else {
        this.at++;
        const dash = this.skip() === indent && /^-(\s|$)/.test(this.lines[this.at].slice(indent));
        map[name] = dash ? this.sequence(indent) : this.node(indent + 1);
      }
    }
    return map;
  }

  /**
   * A value that begins in this line, inside a collection indented by `indent`.
   * @param {string} text
   * @param {number} indent
   * @returns {YAML}
   */
  value(text, indent) {
    if (/^[|>]/.test(text)) return this.block(text, indent);
    if (/^[&*!%@`]/.test(text)) this.fail(`"${text[0]}" is not read here`);
    if (/^["'[{]/.test(text)) {
      const flow = new Flow(this, text);
      const value = flow.value();
      flow.end();
      this.at++;
      return value;
    }
    return this.plain(text, indent);
  }

  /** @param {string} text @param {number} indent */
  plain(text, indent) {
    const parts = [withoutComment(text)];
    for (this.at++; this.at < this.lines.length; this.at++) {
      const line = this.lines[this.at];
      if (line.trim() && line.search(/\S/) <= indent) break;
      if (/^\s*#/.test(line)) break;
      if (KEY.test(line.trim())) this.fail("a key inside a plain text");
      parts.push(withoutComment(line.trim()));
    }
    while (parts[parts.length - 1] === "") parts.pop();
    return resolve(folded(parts));
  }

  /**
   * Literal and folded texts (8.1).
   * @param {string} header
   * @param {number} parent
   */
  block(header, parent) {
    const match = /^([|>])([+-]?)\s*(?:#.*)?$/.exec(header);
    if (!match) this.fail("a block text with an indentation of its own is not read here");
    /** @type {string[]} */
    const lines = [];
    let indent = -1;
    for (this.at++; this.at < this.lines.length; this.at++) {
      const line = this.lines[this.at];
      const first = line.search(/[^ ]/);
      if (first < 0) {
        lines.push("");
        continue;
      }
      if (indent < 0) indent = first;
      if (first <= parent || first < indent) break;
      lines.push(line.slice(indent));
    }
    let trailing = 0;
    while (lines.length && lines[lines.length - 1] === "") {
      lines.pop();
      trailing++;
    }
    const text = match[1] === "|" ? lines.join("\n") : folded(lines);
    if (match[2] === "-" || (!lines.length && match[2] !== "+")) return text;
    return text + (match[2] === "+" ? "\n".repeat(trailing + (lines.length ? 1 : 0)) : "\n");
  }
}

/** @param {string} text */
const withoutComment = (text) => text.replace(/(^|\s)#.*$/, "").trim();

/**
 * Line folding (6.5): one break is a space, of several the first goes; around lines that are indented
 * more they stay.
 * @param {string[]} lines
 */
function folded(lines) {
  let text = lines[0] ?? "";
  let breaks = 0;
  let last = text;
  for (const line of lines.slice(1)) {
    breaks++;
    if (line === "") continue;
    const kept = /^\s/.test(line) || /^\s/.test(last) || last === "";
    text += kept ? "\n".repeat(breaks) : breaks === 1 ? " " : "\n".repeat(breaks - 1);
    text += line;
    last = line;
    breaks = 0;
  }
  return text;
}

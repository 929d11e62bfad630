// @ts-check
// YAML inside a line: flow collections, quoted texts, and what a plain text stands for.

/** @typedef {null | boolean | number | string | any[] | { [key: string]: any }} YAML */
/** @typedef {{ lines: string[], at: number, fail(what: string): never }} Lines */

/** Values inside brackets and quotes, which may go on over several lines. */
export class Flow {
  /**
   * @param {Lines} reader
   * @param {string} text
   */
  constructor(reader, text) {
    this.reader = reader;
    this.text = text;
    this.at = 0;
  }

  /** The rest of the line must be empty. */
  end() {
    const rest = this.text.slice(this.at);
    if (!/^\s*(#.*)?$/.test(rest)) this.reader.fail("something behind the end of a value");
  }

  /** The next character that is no space; takes in the next line where this one ends. */
  peek() {
    for (;;) {
      this.at += /^\s*/.exec(this.text.slice(this.at))?.[0].length ?? 0;
      if (this.at < this.text.length && !/^#/.test(this.text.slice(this.at))) return this.text[this.at];
      this.more();
    }
  }

  more() {
    if (++this.reader.at >= this.reader.lines.length) this.reader.fail("the document ends inside a value");
    this.text = this.reader.lines[this.reader.at].trim();
    this.at = 0;
  }

  /** @returns {YAML} */
  value() {
    switch (this.peek()) {
      case "[": return this.list();
      case "{": return this.map();
      case "\"": return this.doubleQuoted();
      case "'": return this.singleQuoted();
    }
    const text = /^(?:[^,[\]{}:#]|:(?=[^\s,[\]{}])|(?<=\S)#)*/.exec(this.text.slice(this.at))?.[0] ?? "";
    this.at += text.length;
    return resolve(text.trim());
  }

  list() {
    /** @type {YAML[]} */
    const items = [];
    this.at++;
    while (this.peek() !== "]") {
      items.push(this.value());
      if (this.peek() === ",") this.at++;
      else if (this.peek() !== "]") this.reader.fail("a comma or ] is missing");
    }
    this.at++;
    return items;
  }

  map() {
    /** @type {{ [key: string]: YAML }} */
    const map = Object.create(null);
    this.at++;
    while (this.peek() !== "}") {
      const key = String(this.value());
      if (this.peek() !== ":") this.reader.fail("a colon is missing");
      this.at++;
      map[key] = /[,}]/.test(this.peek()) ? null : this.value();
      if (this.peek() === ",") this.at++;
      else if (this.peek() !== "}") this.reader.fail("a comma or } is missing");
    }
    this.at++;
    return map;
  }

  doubleQuoted() {
    const match = /^"((?:[^"\\]|\\.)*)"/.exec(this.text.slice(this.at));
    if (!match) return this.reader.fail("a quoted text does not end in its line");
    this.at += match[0].length;
    return match[1].replace(ESCAPE, (_, x, u, U, c) => {
      if (c === undefined) return String.fromCodePoint(parseInt(x ?? u ?? U, 16));
      return ESCAPES[c] ?? this.reader.fail(`\\${c} is no escape`);
    });
  }

  singleQuoted() {
    const match = /^'((?:[^']|'')*)'/.exec(this.text.slice(this.at));
    if (!match) return this.reader.fail("a quoted text does not end in its line");
    this.at += match[0].length;
    return match[1].replaceAll("''", "'");
  }
}

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/g;
/** @type {Record<string, string>} */
const ESCAPES = { "0": "\0", a: "\x07", b: "\b", t: "\t", n: "\n", v: "\v", f: "\f", r: "\r", e: "\x1b",
  " ": " ", "\"": "\"", "/": "/", "\\": "\\", N: "\x85", _: "\xa0", L: "\u2028", P: "\u2029" };

/**
 * The core schema (10.3).
 * @param {string} text
 * @returns {YAML}
 */
export function resolve(text) {
  if (/^(?:~|null|Null|NULL)?$/.test(text)) return null;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  if (/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(text)) return Number(text);
  if (/^0x[\da-fA-F]+$/.test(text) || /^0o[0-7]+$/.test(text)) return Number(text);
  return text;
}

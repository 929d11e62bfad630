// @ts-check
// The inline part of Markdown that API_DOC.md uses: code, links, bold, italics, escapes (CommonMark 0.31, 6).

/**
 * @typedef {{ type: "text" | "code", text: string }} Text
 * @typedef {{ type: "strong" | "emphasis", children: Inline[] }} Stress
 * @typedef {{ type: "link", href: string, children: Inline[] }} Link
 * @typedef {Text | Stress | Link} Inline
 */

const LINK_END = /^\]\(\s*(?:<([^<>\n]*)>|([^\s()]*(?:\([^\s()]*\)[^\s()]*)*))\s*\)/;
const PUNCTUATION = /[!-/:-@[-`{-~]/;

/**
 * @param {string} source of one block, its lines joined by line breaks
 * @returns {Inline[]}
 */
export function parseInline(source) {
  /** @type {Inline[]} */
  const out = [];
  let text = "";
  const flush = () => {
    if (text) out.push({ type: "text", text });
    text = "";
  };
  for (let i = 0; i < source.length;) {
    const found = special(source, i);
    if (found) {
      flush();
      out.push(found.inline);
      i = found.end;
    } else if (source[i] === "\\" && PUNCTUATION.test(source[i + 1] ?? "")) {
      text += source[i + 1];
      i += 2;
    } else if (source[i] === "`") {
      // A run of backticks that nothing closes is text as a whole.
      const run = backticks(source, i);
      text += run;
      i += run.length;
    } else text += source[i++];
  }
  flush();
  return out;
}

/**
 * @param {string} source
 * @param {number} start
 * @returns {{ inline: Inline, end: number } | null}
 */
function special(source, start) {
  switch (source[start]) {
    case "`": return codeSpan(source, start);
    case "[": return link(source, start);
    case "<": return autolink(source, start);
    case "*":
    case "_": return stress(source, start);
    default: return null;
  }
}

/** @param {string} source @param {number} at */
const backticks = (source, at) => /^`+/.exec(source.slice(at))?.[0] ?? "`";

/** @param {string} source @param {number} start */
function codeSpan(source, start) {
  const fence = backticks(source, start);
  for (let at = start + fence.length; (at = source.indexOf(fence, at)) >= 0;) {
    const run = backticks(source, at).length;
    if (run === fence.length) {
      let text = source.slice(start + fence.length, at).replaceAll("\n", " ");
      if (/^ .*[^ ].* $/.test(text)) text = text.slice(1, -1);
      return { inline: /** @type {Text} */ ({ type: "code", text }), end: at + run };
    }
    at += run;
  }
  return null;
}

/** @param {string} source @param {number} start */
function link(source, start) {
  const close = closing(source, start + 1, (at) => source[at] === "]");
  const target = close < 0 ? null : LINK_END.exec(source.slice(close));
  if (!target) return null;
  const children = parseInline(source.slice(start + 1, close));
  const href = target[1] ?? target[2];
  return { inline: /** @type {Link} */ ({ type: "link", href, children }), end: close + target[0].length };
}

/** @param {string} source @param {number} start */
function autolink(source, start) {
  const match = /^<([a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*)>/.exec(source.slice(start));
  if (!match) return null;
  const children = [/** @type {Text} */ ({ type: "text", text: match[1] })];
  const inline = /** @type {Link} */ ({ type: "link", href: match[1], children });
  return { inline, end: start + match[0].length };
}

/** @param {string} source @param {number} start */
function stress(source, start) {
  const mark = source[start].repeat(source[start + 1] === source[start] ? 2 : 1);
  const inside = start + mark.length;
  const word = /[\p{L}\p{N}]/u;
  if (/\s|^$/.test(source[inside] ?? "")) return null;
  if (mark[0] === "_" && word.test(source[start - 1] ?? "")) return null;
  const end = closing(source, inside, (at) =>
    source.startsWith(mark, at) && at > inside && !/\s/.test(source[at - 1]) &&
    (mark.length === 2 || (source[at + 1] !== mark && source[at - 1] !== mark)) &&
    !(mark[0] === "_" && word.test(source[at + mark.length] ?? "")));
  if (end < 0) return null;
  const children = parseInline(source.slice(inside, end));
  const type = mark.length === 2 ? "strong" : "emphasis";
  return { inline: /** @type {Stress} */ ({ type, children }), end: end + mark.length };
}

/**
 * Where something ends, skipping escapes, code and links inside it.
 * @param {string} source
 * @param {number} start
 * @param {(at: number) => boolean} ends
 */
function closing(source, start, ends) {
  for (let at = start; at < source.length;) {
    if (ends(at)) return at;
    if (source[at] === "\\") at += 2;
    else if (source[at] === "`") at = codeSpan(source, at)?.end ?? at + backticks(source, at).length;
    else if (source[at] === "[") at = link(source, at)?.end ?? at + 1;
    else at++;
  }
  return -1;
}

/**
 * The text alone.
 * @param {Inline[]} inlines
 * @returns {string}
 */
export const plainText = (inlines) =>
  inlines.map((inline) => ("text" in inline ? inline.text : plainText(inline.children))).join("");

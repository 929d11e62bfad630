// @ts-check
// JSON Schemas of openapi.yaml as nested lists.
import { make } from "./inspect-dom.js";
import { parseInline } from "./docs-inline.js";
import { renderInline } from "./docs-render.js";
/** @typedef {any} Schema */

/** How deep references are followed: beyond it their name has to do. */
const DEEPEST = 6;

/**
 * What a `$ref` names in the document; anything else stays what it is.
 * @param {any} document
 * @param {any} value
 * @returns {any}
 */
export function resolveReference(document, value) {
  for (let hops = 0; typeof value?.$ref === "string" && hops < 20; hops++) {
    const path = value.$ref.replace(/^#\//, "").split("/");
    value = path.reduce((/** @type {any} */ at, /** @type {string} */ key) =>
      at?.[key.replaceAll("~1", "/").replaceAll("~0", "~")], document);
  }
  return value;
}

/** @param {any} value */
const referenceName = (value) => (typeof value?.$ref === "string" ? value.$ref.split("/").pop() : "");

/**
 * Makes a list of one entry: the schema, and below it what it is made of.
 * @param {any} document
 * @param {Schema} schema
 */
export const schemaList = (document, schema) =>
  make("ul", { class: "schema" }, schemaEntry(document, schema, null, false, []));

/**
 * @param {any} document
 * @param {Schema} reference
 * @param {string | null} name of the member, if it is one
 * @param {boolean} required
 * @param {string[]} above the references on the way here, against endless ones
 * @returns {HTMLLIElement}
 */
function schemaEntry(document, reference, name, required, above) {
  const schema = resolveReference(document, reference) ?? {};
  const known = referenceName(reference);
  const line = make("span", { class: "schema-line" },
    name !== null && make("code", { class: "member" }, name), name !== null && " ",
    make("span", { class: "type" }, typeWords(document, schema)),
    known && make("span", { class: "muted" }, ` ${known}`),
    required && make("span", { class: "required" }, " required"));
  const rules = ruleWords(schema);
  const description = reference?.description ?? schema.description;
  const entry = make("li", {}, line,
    rules.length > 0 && make("span", { class: "rules" }, ...rules.flatMap((rule) => [" · ", rule])),
    typeof description === "string" &&
      make("span", { class: "describes" }, ...renderInline(parseInline(description))));
  if (known && above.includes(known) || above.length > DEEPEST) return entry;
  const parts = members(document, schema, known ? [...above, known] : above);
  if (parts.length) entry.append(make("ul", {}, ...parts));
  return entry;
}

/**
 * @param {any} document
 * @param {Schema} schema
 * @param {string[]} above
 */
function members(document, schema, above) {
  const entries = Object.entries(schema.properties ?? {}).map(([name, property]) =>
    schemaEntry(document, property, name, (schema.required ?? []).includes(name), above));
  if (isObject(schema.additionalProperties) && Object.keys(schema.additionalProperties).length) {
    entries.push(schemaEntry(document, schema.additionalProperties, "any other name", false, above));
  }
  if (schema.items) entries.push(schemaEntry(document, schema.items, null, false, above));
  for (const choice of choices(schema)) {
    if (trivial(resolveReference(document, choice))) continue;
    entries.push(schemaEntry(document, choice, null, false, above));
  }
  return entries;
}

/** @param {Schema} schema @returns {Schema[]} */
const choices = (schema) => schema.oneOf ?? schema.anyOf ?? schema.allOf ?? [];
/** @param {any} value */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
/** @param {Schema} schema that its type says all of */
const trivial = (schema) => Object.keys(schema ?? {}).join() === "type";

/**
 * @param {any} document
 * @param {Schema} schema
 * @returns {string}
 */
export function typeWords(document, schema) {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((/** @type {any} */ value) => JSON.stringify(value)).join(" or ");
  if (schema.type === "array") {
    const items = schema.items && typeWords(document, resolveReference(document, schema.items));
    return items ? `array of ${items}` : "array";
  }
  if (schema.type) return [schema.type].flat().join(" or ");
  const kind = schema.allOf ? " and " : " or ";
  const words = choices(schema).map((choice) => typeWords(document, resolveReference(document, choice)));
  return [...new Set(words)].join(kind) || "any value";
}

/**
 * @param {Schema} schema
 * @returns {(Node | string)[]}
 */
function ruleWords(schema) {
  const rules = [];
  const { minLength, maxLength, minimum, maximum, pattern, format } = schema;
  if (minLength !== undefined && maxLength !== undefined) {
    rules.push(`${minLength} to ${maxLength} characters`);
  } else if (minLength !== undefined) rules.push(`at least ${minLength} characters`);
  else if (maxLength !== undefined) rules.push(`at most ${maxLength} characters`);
  if (minimum !== undefined) rules.push(`at least ${minimum}`);
  if (maximum !== undefined) rules.push(`at most ${maximum}`);
  if (format) rules.push(String(format));
  if (pattern) rules.push(make("span", {}, "like ", make("code", {}, pattern)));
  if (schema.not) rules.push("with exceptions");
  if (schema.default !== undefined) {
    rules.push(make("span", {}, "default ", make("code", {}, JSON.stringify(schema.default))));
  }
  return rules;
}

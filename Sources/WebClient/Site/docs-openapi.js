// @ts-check
// The REST operations of openapi.yaml.
import { make } from "./inspect-dom.js";
import { parseInline } from "./docs-inline.js";
import { parseMarkdown } from "./docs-markdown.js";
import { codeBlock, renderBlock, renderHeading, renderInline, tableBox } from "./docs-render.js";
import { resolveReference, schemaList, typeWords } from "./docs-schema.js";

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/**
 * @param {any} document
 * @returns {Element[]} headings and what belongs to them, one after the other
 */
export function renderOperations(document) {
  /** @type {HTMLElement[]} */
  const out = [renderHeading(2, "rest-operations", ["Every REST operation"], "Every REST operation")];
  out.push(...prose(document.info?.description));
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of METHODS.filter((method) => item[method])) {
      out.push(...operation(document, path, method, item[method], item.parameters));
    }
  }
  const rest = unreached(document);
  if (rest.length) {
    out.push(renderHeading(2, "message-schemas", ["Message schemas"], "Message schemas"),
      make("p", {}, "What passes over the WebSocket, and is no body of a REST operation."));
  }
  for (const name of rest) {
    const schema = document.components.schemas[name];
    out.push(renderHeading(3, `schema-${name.toLowerCase()}`, [name], name), schemaList(document, schema),
      ...examples(schema.examples));
  }
  return out;
}

/**
 * @param {any} document
 * @param {string} path
 * @param {string} method
 * @param {any} operation
 * @param {any[]} [shared] parameters of the whole path
 */
function operation(document, path, method, operation, shared = []) {
  const name = `${method.toUpperCase()} ${path}`;
  const slug = `operation-${(operation.operationId ?? name).toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
  /** @type {HTMLElement[]} */
  const out = [renderHeading(3, slug, [
    make("span", { class: "method", "data-method": method }, method.toUpperCase()), " ",
    make("code", {}, path),
  ], name)];
  const { summary } = operation;
  if (summary) out.push(make("p", { class: "operation-summary" }, ...inline(summary), "."));
  out.push(...prose(operation.description), ...security(document, operation.security ?? document.security));
  const parameters = [...shared, ...(operation.parameters ?? [])];
  if (parameters.length) out.push(make("h4", {}, "Parameters"), parameterTable(document, parameters));
  const body = resolveReference(document, operation.requestBody);
  if (body) {
    out.push(make("h4", {}, body.required ? "Request body" : "Request body, optional"),
      ...prose(body.description), ...content(document, body.content));
  }
  out.push(make("h4", {}, "Responses"));
  for (const [status, response] of Object.entries(operation.responses ?? {})) {
    out.push(responseDetails(document, status, resolveReference(document, response)));
  }
  return out;
}

/** @param {any} text */
const inline = (text) => renderInline(parseInline(String(text)));
/** @param {any} text */
const prose = (text) => (text ? parseMarkdown(String(text)).map(renderBlock) : []);

/**
 * @param {any} document
 * @param {any[]} [requirements] one of which is to be met
 */
function security(document, requirements) {
  if (!requirements?.length) return [];
  const ways = requirements.map((one) => Object.keys(one).flatMap((name, i) => [
    i ? " and " : "", ...credential(name, document.components?.securitySchemes?.[name])]));
  return [make("p", { class: "muted" }, "Credentials: ",
    ...ways.flatMap((way, i) => [i ? "; or " : "", ...(way.length ? way : ["none"])]), ".")];
}

/**
 * @param {string} name
 * @param {any} scheme
 */
function credential(name, scheme) {
  const word = scheme?.scheme === "bearer" ? "Bearer" : scheme?.scheme;
  const where = scheme?.type === "http" ? `Authorization: ${word} …` : `${scheme?.name ?? ""}=…`;
  return [make("code", {}, name), ", as ", make("code", {}, where),
    scheme?.in === "query" ? " in the query" : ""];
}

/**
 * @param {any} document
 * @param {any[]} entries
 */
function parameterTable(document, entries) {
  const parameters = entries.map((entry) => resolveReference(document, entry));
  const names = ["name", "in", "type", ""];
  return tableBox("Parameters", names, names.map((name) => [name]), parameters.map((parameter) => {
    const schema = resolveReference(document, parameter.schema) ?? {};
    const example = parameter.example ?? Object.values(parameter.examples ?? {})[0]?.value;
    return [
      [make("code", {}, parameter.name)],
      [parameter.in, ...(parameter.required ? [make("span", { class: "required" }, ", required")] : [])],
      [make("span", { class: "type" }, typeWords(document, schema))],
      [...inline(parameter.description ?? schema.description ?? ""), ...(example === undefined ? []
        : [make("span", { class: "muted" }, " For example ", make("code", {}, String(example)), ".")])],
    ];
  }));
}

/**
 * @param {any} document
 * @param {string} status
 * @param {any} response
 */
function responseDetails(document, status, response) {
  const kind = /^[123]/.test(status) ? "good" : "bad";
  const summary = make("summary", {}, make("code", { class: "status", "data-kind": kind }, status), " ",
    ...inline(response?.description ?? ""));
  const headers = Object.entries(response?.headers ?? {}).map(([name, entry]) => {
    const header = resolveReference(document, entry);
    const type = typeWords(document, resolveReference(document, header.schema) ?? {});
    return make("li", {}, make("code", {}, name), " ", make("span", { class: "type" }, type),
      header.required && make("span", { class: "required" }, " always"), " ",
      ...inline(header.description ?? ""));
  });
  return make("details", { class: "response" }, summary,
    headers.length > 0 && make("p", { class: "label" }, "Header fields"),
    headers.length > 0 && make("ul", {}, ...headers), ...content(document, response?.content));
}

/**
 * @param {any} document
 * @param {any} media
 */
function content(document, media) {
  return Object.entries(media ?? {}).flatMap(([type, entry]) => [
    make("p", { class: "label" }, make("code", {}, type)),
    ...(entry?.schema ? [schemaList(document, entry.schema)] : []),
    ...Object.values(entry?.examples ?? {}).flatMap(({ summary, value }) => [
      ...(summary ? [make("p", { class: "label" }, `${summary}:`)] : []), ...examples([value])]),
    ...(entry?.example === undefined ? [] : examples([entry.example])),
  ]);
}

/** @param {any[]} [values] */
const examples = (values = []) => values.map((value) => (typeof value === "string"
  ? codeBlock(value.replace(/\n$/, ""), "text") : codeBlock(JSON.stringify(value, null, 2), "json")));

/**
 * The schemas that no operation leads to: messages.
 * @param {any} document
 */
function unreached(document) {
  const schemas = document.components?.schemas ?? {};
  /** @type {Set<string>} */
  const reached = new Set();
  /** @param {any} value */
  const follow = (value) => {
    if (typeof value !== "object" || value === null) return;
    if (typeof value.$ref === "string" && !reached.has(value.$ref)) {
      reached.add(value.$ref);
      follow(resolveReference(document, value));
    }
    for (const part of Object.values(value)) follow(part);
  };
  follow(document.paths);
  const rest = Object.keys(schemas).filter((name) => !reached.has(`#/components/schemas/${name}`));
  // Parts of messages are shown inside these.
  const parts = new Set();
  for (const name of rest) {
    JSON.stringify(schemas[name], (_, value) => {
      if (value?.$ref) parts.add(value.$ref);
      return value;
    });
  }
  return rest.filter((name) => !parts.has(`#/components/schemas/${name}`));
}

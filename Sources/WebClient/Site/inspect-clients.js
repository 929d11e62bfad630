// @ts-check
// The clients of a room, as a table that becomes a list of cards on a narrow screen.
import { ageElement, showAge } from "./inspect-clock.js";
import { chosenName, make, setAttribute, setText } from "./inspect-dom.js";
import { keyedList } from "./inspect-keyed.js";
import { dialectWords, reasonWords, size, stateWords } from "./inspect-words.js";
/** @typedef {import("./inspect-model.js").ClientEntry} ClientEntry */

/** @type {Record<string, string>} */
const LEVELS = { connected: "good", left: "neutral" };
const COLUMNS = ["Name", "Client ID", "State", "Protocol", "There for", "Waiting to be read", "Address"];

/** @returns {{ element: HTMLElement, update: (clients: ClientEntry[]) => void }} */
export function clientTable() {
  // The roles are said again: a table whose boxes are laid out otherwise loses them in some browsers.
  const body = make("tbody", { role: "rowgroup" });
  const head = make("tr", { role: "row" },
    ...COLUMNS.map((name) => make("th", { scope: "col", role: "columnheader" }, name)));
  const element = make("table", { class: "clients", role: "table", "aria-label": "Clients" },
    make("thead", { role: "rowgroup" }, head), body);
  const show = keyedList(body, /** @param {ClientEntry} client */ ({ key }) => String(key), clientRow);
  return {
    element,
    update(clients) {
      // Who is there stands above who has left.
      show([...clients].sort((a, b) => Number(!!a.leftAt) - Number(!!b.leftAt) || a.key - b.key));
      element.classList.toggle("no-address", clients.every(({ address }) => address === undefined));
    },
  };
}

/** @param {ClientEntry} client */
function clientRow({ name, clientId, dialect }) {
  const state = make("span", { class: "badge" });
  const why = make("span", { class: "muted why" });
  const there = ageElement();
  const queue = make("span");
  const address = make("code");
  const cells = [
    [name ? chosenName(name) : make("span", { class: "muted" }, "none")],
    [make("code", {}, chosenName(clientId))],
    [state, " ", why],
    [dialectWords(dialect)],
    [there],
    [queue],
    [address],
  ];
  const element = make("tr", { role: "row" },
    ...cells.map((content, i) => make("td", { role: "cell", "data-column": COLUMNS[i] }, ...content)));
  /** @param {ClientEntry} client */
  const update = (client) => {
    setText(state, stateWords(client.state));
    setAttribute(state, "data-level", LEVELS[client.state] ?? "warning");
    setText(why, client.leaveReason ? reasonWords(client.leaveReason) : "");
    showAge(there, client.joinedAt, client.leftAt);
    setText(queue, client.queuedBytes ? size(client.queuedBytes) : "nothing");
    setText(address, client.address ?? "");
    element.classList.toggle("gone", !!client.leftAt);
  };
  return { element, update };
}

// @ts-check
// The events of a pair as a ladder: the first of the two on the left, the other on the right.
import { chosenName, make, setAttribute, setText } from "./inspect-dom.js";
import { keyedList } from "./inspect-keyed.js";
import { foldCandidates, sumCandidates } from "./inspect-model.js";
import { candidateWords, clock, counted, duration, eventWords, reasonWords } from "./inspect-words.js";
/** @typedef {import("./inspect-model.js").TimelineEvent} TimelineEvent */
/** @typedef {import("./inspect-model.js").Pair} Pair */
/** @typedef {{ key: string, event?: TimelineEvent, run?: TimelineEvent[] }} Rung */

export class Ladder {
  /** The events whose run is unfolded: a run keeps that when its first ones are dropped. */
  #unfolded = new Set();
  /** @type {Map<number, string>} the key of the run that an event was in when it was first seen */
  #runOf = new Map();
  /** @type {Pair | null} */
  #pair = null;

  /**
   * @param {[number, number]} between
   * @param {(key: number) => string} nameOf
   */
  constructor(between, nameOf) {
    this.between = between;
    this.nameOf = nameOf;
    this.list = make("ol", { class: "ladder", role: "list" });
    const names = between.map((key) => chosenName(nameOf(key)));
    this.element = make("div", { class: "ladder-box" },
      make("p", { class: "lanes", "aria-hidden": "true" }, ...names), this.list);
    this.show = keyedList(this.list, /** @param {Rung} rung */ (rung) => rung.key,
      ({ key, event }) => (event ? this.#eventRow(event) : this.#runRow(key)));
  }

  /** @param {Pair} pair */
  update(pair) {
    this.#pair = pair;
    /** @type {Rung[]} */
    const rungs = [];
    for (const { run, event } of foldCandidates(pair.events)) {
      if (run) rungs.push({ key: this.#keyOfRun(run), run });
      if (run && !run.some(({ n }) => this.#unfolded.has(n))) continue;
      for (const one of run ?? [event]) {
        if (run) this.#unfolded.add(one.n);
        rungs.push({ key: `event-${one.n}`, event: one });
      }
    }
    this.show(rungs);
  }

  /**
   * The row of an event, unfolded if it was not.
   * @param {number} n
   */
  reveal(n) {
    const steps = foldCandidates(this.#pair?.events ?? []);
    const folded = steps.some(({ run }) => run?.some((event) => event.n === n));
    if (folded && !this.#unfolded.has(n)) {
      this.#unfolded.add(n);
      if (this.#pair) this.update(this.#pair);
    }
    return this.show.row(`event-${n}`);
  }

  /** @param {TimelineEvent[]} run */
  #keyOfRun(run) {
    const known = run.find(({ n }) => this.#runOf.has(n));
    const key = (known && this.#runOf.get(known.n)) ?? `run-${run[0].n}`;
    for (const { n } of run) this.#runOf.set(n, key);
    return key;
  }

  /** @param {number} from */
  #sides(from) {
    const left = from === this.between[0];
    return { side: left ? "left" : "right", to: this.between[left ? 1 : 0] };
  }

  /** @param {TimelineEvent} first */
  #eventRow({ n, at, from, kind }) {
    const { side, to } = this.#sides(from);
    const delay = make("span", { class: "delay" });
    const what = make("b");
    const particulars = make("span", { class: "particulars" });
    const lost = make("span", { class: "lost" });
    const { passes } = eventWords({ n, at, from, kind, delay: null });
    const who = [chosenName(this.nameOf(from))];
    const way = make("span", { class: "way" }, ...who,
      ...(passes ? [arrow(), chosenName(this.nameOf(to))] : []), " ");
    const lane = make("div", { class: "lane" }, way,
      make("span", { class: "what" }, what, " ", particulars, " ", lost, " ", evidenceMark()));
    const time = make("time", { datetime: at, title: at }, clock(at));
    const when = make("div", { class: "when" }, time, " ", delay);
    const classes = `rung ${passes ? "passes" : "stays"} ${side}`;
    const about = { class: classes, "data-kind": kind, "data-event": n, tabindex: "-1" };
    const element = make("li", about, when, lane);
    /** @type {HTMLElement | null} */
    let body = null;
    /** @param {Rung} rung */
    const update = ({ event }) => {
      if (!event) return;
      const { word, particulars: facts } = eventWords(event);
      setText(what, word);
      setText(particulars, facts.join(" · "));
      setText(delay, event.delay === null ? "" : `+${duration(event.delay)}`);
      const undelivered = event.delivered === false;
      const why = event.reason ? `: ${reasonWords(event.reason)}` : "";
      setText(lost, undelivered ? `not delivered${why}` : "");
      element.classList.toggle("undelivered", undelivered);
      this.#mark(element, [event]);
      if (event.body && !body) {
        body = make("pre", { tabindex: "0", "aria-label": `Body of event ${n}` });
        lane.append(make("details", { class: "body" }, make("summary", {}, "Body"), body));
      }
      if (event.body && body) setText(body, event.body);
    };
    return { element, update };
  }

  /** @param {string} key */
  #runRow(key) {
    const count = make("b");
    const sums = this.between.map((from) => {
      const text = make("span");
      const { to } = this.#sides(from);
      return { from, text, element: make("span", { class: "sum" }, chosenName(this.nameOf(from)), arrow(),
        chosenName(this.nameOf(to)), ": ", text) };
    });
    const button = make("button", { type: "button", class: "fold", onclick: () => this.#toggle(key) }, count);
    const begin = make("time");
    const span = make("span", { class: "delay" });
    const when = make("div", { class: "when" }, begin, " ", span);
    const element = make("li", { class: "rung run", "data-kind": "candidate" }, when,
      make("div", { class: "lane" }, make("span", { class: "what" }, button, evidenceMark(),
        ...sums.map(({ element }) => element))));
    /** @param {Rung} rung */
    const update = ({ run = [] }) => {
      const all = candidateWords(sumCandidates(run));
      setText(count, `${counted(run.length, "candidate")}${all ? `: ${all}` : ""}`);
      setAttribute(button, "aria-expanded", String(run.some(({ n }) => this.#unfolded.has(n))));
      setAttribute(begin, "datetime", run[0].at);
      setText(begin, clock(run[0].at));
      setText(span, `for ${duration(Date.parse(run[run.length - 1].at) - Date.parse(run[0].at))}`);
      for (const sum of sums) {
        const sent = run.filter(({ from }) => from === sum.from);
        sum.element.hidden = sent.length === 0;
        setText(sum.text, candidateWords(sumCandidates(sent)) || counted(sent.length, "candidate"));
      }
      element.classList.toggle("left", sums[1].element.hidden);
      element.classList.toggle("right", sums[0].element.hidden);
      this.#mark(element, run);
    };
    return { element, update };
  }

  /** @param {string} key */
  #toggle(key) {
    if (!this.#pair) return;
    const run = this.#pair.events.filter(({ n }) => this.#runOf.get(n) === key);
    const open = run.some(({ n }) => this.#unfolded.has(n));
    for (const { n } of run) {
      if (open) this.#unfolded.delete(n);
      else this.#unfolded.add(n);
    }
    this.update(this.#pair);
  }

  /**
   * @param {HTMLElement} element
   * @param {TimelineEvent[]} events
   */
  #mark(element, events) {
    element.classList.toggle("evidence", events.some(({ n }) => this.#pair?.verdict.events.includes(n)));
  }
}

const evidenceMark = () => make("span", { class: "evidence-mark" }, "evidence");

/** Read aloud as "to", seen as an arrow. */
const arrow = () => make("span", { class: "arrow" },
  make("span", { "aria-hidden": "true" }, " → "), make("span", { class: "visually-hidden" }, " to "));

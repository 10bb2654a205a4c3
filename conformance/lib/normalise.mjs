// Makes two recorded sessions comparable: what differs from run to run becomes a placeholder, what has no defined order
// is sorted. Everything else is compared as it was said, with the order of members inside params and results.

/**
 * Notifications that belong to no request. Over HTTP they may travel on another stream than the answers around
 * them, and the protocol orders nothing across streams: they are listed behind the other messages of their step.
 */
const UNORDERED = new Set([
  "notifications/tools/list_changed", "notifications/resources/list_changed", "notifications/prompts/list_changed",
  "notifications/resources/updated", "notifications/tasks/status",
]);

/** Steps in which several requests run at once: order counts inside each request's conversation only. */
const CONCURRENT = new Set(["connect", "three at once"]);

const RANDOM_LOG = /^(Debug|Info|Notice|Warning|Error|Critical|Emergency|Alert)[- ]level[- ]message$/;
const ENVIRONMENT = /^\{\n(?=[\s\S]*"PATH": ")[\s\S]*\n\}$/;
const IDENTIFIER = /\b(?:[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b/g;
const TIMES = [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, /\b\d{1,2}:\d\d:\d\d(?:[\s\u202f][AP]M)?/g];

/** Hands out one stable name per value, in the order in which the values first occur. */
class Names {
  #known = new Map();

  constructor(prefix) {
    this.prefix = prefix;
  }

  of(value) {
    const key = JSON.stringify(value);
    if (!this.#known.has(key)) this.#known.set(key, `<${this.prefix}${this.#known.size + 1}>`);
    return this.#known.get(key);
  }
}

class Placeholders {
  #identifiers = new Names("identifier-");

  /** Ids and tokens are counted anew in each step, so that one message more does not change all that follow. */
  nextStep() {
    this.ids = { sends: new Names("client-id-"), hears: new Names("server-id-") };
    this.tokens = { sends: new Names("client-token-"), hears: new Names("server-token-") };
  }

  text(value) {
    let text = value.replace(IDENTIFIER, (found) => this.#identifiers.of(found));
    for (const time of TIMES) text = text.replace(time, "<time>");
    return text;
  }

  /** The environment that get-env prints, as JSON in a text, has no order. */
  environment(value) {
    const sorted = Object.entries(JSON.parse(value)).sort(([a], [b]) => (a < b ? -1 : 1));
    return this.text(JSON.stringify(Object.fromEntries(sorted)));
  }

  /** Base64 that hides a time of day is compared decoded. */
  blob(value) {
    const decoded = Buffer.from(value, "base64").toString("utf8");
    return decoded.includes(" created at ") ? `<base64 of> ${this.text(decoded)}` : value;
  }

  value(value, key) {
    if (typeof value === "string" && key === "blob") return this.blob(value);
    if (typeof value === "string" && key === "text" && ENVIRONMENT.test(value)) return this.environment(value);
    if (typeof value === "string") return this.text(value);
    if (Array.isArray(value)) return value.map((each) => this.value(each));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, this.value(each, name)]));
  }
}

const opposite = { sends: "hears", hears: "sends" };

/** One entry of a recording as {direction, message, lane, unordered}. */
function normalised(entry, names) {
  const { direction } = entry;
  if (direction === "client fails") return { direction, message: names.value(entry.message), lane: "client" };
  const message = names.value(entry.message);
  const request = message.method !== undefined;
  let lane = `notice ${message.method}`;
  if (message.id !== undefined) {
    message.id = lane = names.ids[request ? direction : opposite[direction]].of(entry.message.id);
  }
  const meta = message.params?._meta;
  if (request && message.id !== undefined && meta?.progressToken !== undefined) {
    meta.progressToken = names.tokens[direction].of(entry.message.params._meta.progressToken);
  }
  if (message.method === "notifications/progress") {
    message.params.progressToken = lane = names.tokens[opposite[direction]].of(entry.message.params.progressToken);
  }
  if (message.method === "notifications/cancelled") {
    message.params.requestId = lane = names.ids[direction].of(entry.message.params.requestId);
  }
  if (message.method === "notifications/message" && RANDOM_LOG.test(message.params.data)) {
    message.params = { level: "<random>", data: "<random>" };
  }
  return { direction, message, lane, unordered: UNORDERED.has(message.method) };
}

/** The envelope's members have no order; its contents keep theirs. */
function line({ direction, message }) {
  const { jsonrpc, id, method, params, result, error, ...others } = message;
  return `${direction} ${JSON.stringify({ jsonrpc, id, method, params, result, error, ...others })}`;
}

/** Equal neighbours become one line with a count. */
function counted(lines) {
  const found = [];
  for (const text of lines) {
    const last = found.at(-1);
    if (last?.text === text) last.count++;
    else found.push({ text, count: 1 });
  }
  return found.map(({ text, count }) => (count === 1 ? text : `${text} ×${count}`));
}

/** A recording (JSON lines) as a map: step → lines to compare. */
export function normalise(recording) {
  const names = new Placeholders();
  const steps = new Map();
  for (const text of recording.split("\n").filter(Boolean)) {
    const entry = JSON.parse(text);
    if (!steps.has(entry.step)) {
      steps.set(entry.step, []);
      names.nextStep();
    }
    steps.get(entry.step).push(normalised(entry, names));
  }
  for (const [step, entries] of steps) {
    const ordered = entries.filter(({ unordered }) => !unordered);
    if (CONCURRENT.has(step)) ordered.sort((a, b) => (a.lane < b.lane ? -1 : a.lane > b.lane ? 1 : 0));
    const rest = entries.filter(({ unordered }) => unordered).map(line).sort();
    steps.set(step, [...ordered.map(line), ...counted(rest)]);
  }
  return steps;
}

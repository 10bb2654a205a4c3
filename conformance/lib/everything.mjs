// Files for `trestle serve --config`: one server, and around it what operators can put around calls, by itself or all of it.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launcher, target } from "./paths.mjs";

const PLENTY = "1000000/1s";
const folder = () => {
  mkdirSync(target, { recursive: true });
  return mkdtempSync(join(target, "everything-"));
};

/** Each thing by itself, so wide that it is in nobody's way; given a folder to write to. */
export const PARTS = {
  rateLimit: () => ({ rateLimit: { perGateway: PLENTY, perClient: PLENTY, perBackend: PLENTY, perTool: PLENTY, lists: true } }),
  access: () => ({ access: { rules: ["deny * tools:never-there", "allow * *:*"] } }),
  validation: () => ({ validation: { arguments: true, results: true } }),
  approval: () => ({ approval: { when: "destructive" } }),
  redaction: () => ({ redaction: { enabled: true } }),
  spans: (into) => ({ telemetry: { spans: into } }),
  metrics: () => ({ metrics: true }),
  accessLog: (into) => ({ accessLog: join(into, "access.log") }),
  audit: (into) => ({ audit: { file: join(into, "audit.jsonl"), chain: true } }),
};
export const RESULTS = { redaction: { enabled: true, results: true, notifications: true } };
export const ARGUMENTS = { redaction: { enabled: true, results: true, arguments: true, notifications: true } };
export const CACHE = { cache: { enabled: true } };
const NONE = { redaction: { enabled: false } };

/** The settings of these parts, and of no other. */
export const only = (...names) => {
  const into = folder();
  return Object.assign({}, NONE, ...names.map((name) => PARTS[name](into)));
};
export const all = () => only(...Object.keys(PARTS));

/** How `trestle serve` is started with these settings before a server over standard streams. */
export function serve(settings, [command, ...args], traits = {}) {
  const file = join(folder(), "trestle.json");
  writeFileSync(file, JSON.stringify({ mcpServers: { server: { command, args, ...traits } }, gateway: settings }));
  return [launcher, "serve", "--port", "0", "--config", file];
}

// Lists of known deviations: each line excuses one thing for a reason, and a line that excuses nothing is an error.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { here } from "./paths.mjs";

/** Reads `key: reason` lines; blank lines and # comments are passed over. */
export function readBaseline(file) {
  const reasons = new Map();
  for (const line of readFileSync(join(here, file), "utf8").split("\n")) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const colon = line.indexOf(": ");
    if (colon < 1) throw new Error(`${file}: "${line}" is not "scenario/check: reason"`);
    reasons.set(line.slice(0, colon), line.slice(colon + 2));
  }
  return reasons;
}

/** Tells what was found and is not excused, and what is excused and was not found. */
export function compare(file, found, problem) {
  const excused = readBaseline(file);
  for (const [key, detail] of found) {
    if (!excused.has(key)) problem(`${key}: ${detail}`);
  }
  for (const key of excused.keys()) {
    if (!found.has(key)) problem(`${file}: "${key}" did not occur any more; delete the line`);
  }
}

// Reads /proc: children, threads, descriptors and CPU of a process that is not ours to instrument.
import { readFileSync, readdirSync } from "node:fs";

/** Fields of /proc/PID/stat after the command name, which may itself contain blanks and brackets. */
function stat(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

function parents() {
  const found = new Map();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const fields = stat(name);
      if (fields[0] !== "Z") found.set(Number(name), Number(fields[1]));
    } catch {
      // ended while we looked
    }
  }
  return found;
}

/** All living descendants of a process. */
export function descendants(pid) {
  const parent = parents();
  const found = new Set();
  for (let grown = true; grown; ) {
    grown = false;
    for (const [child, of] of parent) {
      if ((of === pid || found.has(of)) && !found.has(child)) {
        found.add(child);
        grown = true;
      }
    }
  }
  return [...found];
}

export function alive(pid) {
  try {
    return stat(pid)[0] !== "Z";
  } catch {
    return false;
  }
}

export const threads = (pid) => readdirSync(`/proc/${pid}/task`).length;

export const descriptors = (pid) => readdirSync(`/proc/${pid}/fd`).length;

/** What may not grow from round to round. */
export const census = (pid) => ({
  processes: descendants(pid).length,
  threads: threads(pid),
  descriptors: descriptors(pid),
});

/** User and system time of one process in milliseconds; a tick is 10 ms on every Linux that matters. */
export function cpuMillis(pid) {
  const fields = stat(pid);
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Busy time of the whole machine in milliseconds. */
export function machineCpuMillis() {
  const [user, nice, system, , , irq, softirq] = readFileSync("/proc/stat", "utf8")
    .split("\n", 1)[0].split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softirq) * 10;
}

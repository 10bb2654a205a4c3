// Measures the CPU that one process spends on a call while others run beside it: user and system time of that process alone.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { here } from "./paths.mjs";
import { cpuMillis, descendants, machineCpuMillis } from "./proc.mjs";
import { startServer } from "./trestle.mjs";

export const CONNECTIONS = 16;
const WARM_UP_SECONDS = { atLeast: 10, atMost: 40 };
/** A round in which others used more than this of a core is repeated, as long as repeats are left. */
export const FOREIGN_CORES = 0.25;

/** Starts a server and a process that loads it; the last argument goes to the load generator. */
export async function start(name, command, ready, ...era) {
  const server = await startServer(command, ready);
  const generator = spawn(process.execPath, [join(here, "servers", "load-generator.mjs"), server.url, String(CONNECTIONS), ...era],
    { stdio: ["pipe", "pipe", "inherit"] });
  process.on("exit", () => generator.kill("SIGKILL"));
  const lines = createInterface({ input: generator.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`the load generator of ${name} ended`);
    return value;
  };
  await next();
  const load = async (seconds) => {
    generator.stdin.write(`${seconds}\n`);
    return JSON.parse(await next());
  };
  return { name, server, generator, load };
}

/** 10 seconds, and longer on a machine that is too busy to get the JIT compiler anywhere in them. */
export async function warmUp({ load }, calls) {
  let done = 0;
  for (let seconds = 0; seconds < WARM_UP_SECONDS.atMost; seconds += 2) {
    if (seconds >= WARM_UP_SECONDS.atLeast && done >= calls) return;
    done += (await load(2)).calls;
  }
}

/** CPU of the server for 1,000 calls, and how much of a core was used by processes that are none of ours. */
export async function measure({ server, generator, load }, seconds) {
  const ours = [server.pid, generator.pid, process.pid, ...descendants(server.pid)];
  const before = { server: cpuMillis(server.pid), ours: sum(ours), machine: machineCpuMillis(), time: performance.now() };
  const { calls, errors } = await load(seconds);
  const millis = performance.now() - before.time;
  const foreign = machineCpuMillis() - before.machine - (sum(ours) - before.ours);
  return {
    perThousand: ((cpuMillis(server.pid) - before.server) / calls) * 1000,
    perSecond: (calls / millis) * 1000, errors, foreign: foreign / millis,
  };
}

const sum = (pids) => pids.reduce((total, pid) => total + cpuMillis(pid), 0);

export function quartiles(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => {
    const place = share * (sorted.length - 1);
    const low = sorted[Math.floor(place)];
    return low + (sorted[Math.ceil(place)] - low) * (place % 1);
  };
  return [at(0.25), at(0.5), at(0.75)];
}

export const shown = (values, digits) => {
  const [low, median, high] = quartiles(values).map((value) => value.toFixed(digits));
  return `${median} (${low}–${high})`;
};

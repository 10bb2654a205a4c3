// Measures: the CPU that a call costs through Trestle, against a bare servlet that forwards the body to the same child.
//
// Both servers run side by side with the same JVM, flags, children (one per session, one per connection) and load, in
// interleaved rounds; CPU is user and system time of the server process alone. `--full` gives the figure that counts
// (bound 1.8); without it a short run guards against a bad slip only.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { here, java, launcher, testClasspath } from "../lib/paths.mjs";
import { cpuMillis, descendants, machineCpuMillis } from "../lib/proc.mjs";
import { part } from "../lib/report.mjs";
import { startServer } from "../lib/trestle.mjs";

const full = process.argv.includes("--full");
const PLAN = full
  ? { warmUpCalls: 30_000, rounds: 11, roundSeconds: 3, bound: 1.8, repeats: 11 }
  : { warmUpCalls: 10_000, rounds: 5, roundSeconds: 1.5, bound: 2.5, repeats: 0 };
const CONNECTIONS = 16;
const WARM_UP_SECONDS = { atLeast: 10, atMost: 40 };
/** A round in which others used more than this of a core is repeated, as long as repeats are left. */
const FOREIGN_CORES = 0.25;

const child = [process.execPath, join(here, "servers", "echo-server.mjs")];
const servers = {
  trestle: [[launcher, "serve", "--port", "0", "--", ...child], /^trestle: ready (http\S+)/m],
  forwarder: [
    [java, "-cp", testClasspath(), "dev.trestle.mcp.standalone.conformance.BareForwarder", ...child],
    /^forwarder: ready (http\S+)/m,
  ],
};

async function start(name) {
  const server = await startServer(...servers[name]);
  const generator = spawn(process.execPath, [join(here, "servers", "load-generator.mjs"), server.url, String(CONNECTIONS)],
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
async function warmUp({ load }) {
  let done = 0;
  for (let seconds = 0; seconds < WARM_UP_SECONDS.atMost; seconds += 2) {
    if (seconds >= WARM_UP_SECONDS.atLeast && done >= PLAN.warmUpCalls) return;
    done += (await load(2)).calls;
  }
}

/** CPU of the server for 1,000 calls, and how much of a core was used by processes that are none of ours. */
async function measure({ server, generator, load }, seconds) {
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

function quartiles(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => {
    const place = share * (sorted.length - 1);
    const low = sorted[Math.floor(place)];
    return low + (sorted[Math.ceil(place)] - low) * (place % 1);
  };
  return [at(0.25), at(0.5), at(0.75)];
}

const shown = (values, digits) => {
  const [low, median, high] = quartiles(values).map((value) => value.toFixed(digits));
  return `${median} (${low}–${high})`;
};

await part("cost", async (problem) => {
  const both = [await start("trestle"), await start("forwarder")];
  await Promise.all(both.map(warmUp));
  await sleep(500);

  const kept = [];
  let noisy = 0;
  for (let round = 0; kept.length < PLAN.rounds; round++) {
    const order = round % 2 === 0 ? both : [...both].reverse();
    const measured = {};
    for (const each of order) measured[each.name] = await measure(each, PLAN.roundSeconds);
    const { trestle, forwarder } = measured;
    const errors = trestle.errors + forwarder.errors;
    if (errors > 0) problem(`round ${round + 1}: ${errors} wrong answers`);
    const loud = Math.max(trestle.foreign, forwarder.foreign) > FOREIGN_CORES;
    const ratio = trestle.perThousand / forwarder.perThousand;
    console.log(`  round ${round + 1}: trestle ${trestle.perThousand.toFixed(1)}, forwarder ${forwarder.perThousand.toFixed(1)} `
      + `CPU ms per 1,000 calls, ratio ${ratio.toFixed(2)}, ${Math.round(trestle.perSecond)} and `
      + `${Math.round(forwarder.perSecond)} calls/s${loud ? ", others busy" : ""}`);
    if (loud && noisy < PLAN.repeats) noisy++;
    else kept.push({ ratio, trestle: trestle.perThousand, forwarder: forwarder.perThousand });
  }
  for (const { server, generator } of both) {
    generator.stdin.end();
    server.kill("SIGKILL");
  }

  const ratios = kept.map(({ ratio }) => ratio);
  const median = quartiles(ratios)[1];
  if (median > PLAN.bound) problem(`a call costs ${median.toFixed(2)} times the forwarder's CPU; the bound is ${PLAN.bound}`);
  return `${shown(ratios, 2)} times the CPU of the bare forwarder; CPU ms per 1,000 calls: trestle `
    + `${shown(kept.map((round) => round.trestle), 1)}, forwarder ${shown(kept.map((round) => round.forwarder), 1)}; `
    + `median (quartiles) of ${kept.length} rounds${noisy ? `, ${noisy} noisy ones repeated` : ""}`;
});

// Measures: the CPU that a call costs with what operators put around it, against the same call with nothing around it.
//
// Several gateways before the same cheap child, with the same load in interleaved rounds, for arguments of 1 KiB and of 64 KiB; the child's
// answers are short. Caching is off: it would save calls. `--full` gives the figures that count (bound 1.3, and 2 with redaction of results);
// `--each` tells them for each interceptor, and with redaction of arguments, too.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { FOREIGN_CORES, measure, quartiles, shown, start, warmUp } from "../lib/cost.mjs";
import { ARGUMENTS, PARTS, RESULTS, all, only, serve } from "../lib/everything.mjs";
import { here } from "../lib/paths.mjs";
import { part } from "../lib/report.mjs";

const full = process.argv.includes("--full") || process.argv.includes("--each");
const PLAN = full
  ? { warmUpCalls: 30_000, rounds: 9, roundSeconds: 2, bounds: { all: 1.3, "all, and results": 2 }, repeats: 9 }
  : { warmUpCalls: 10_000, rounds: 5, roundSeconds: 1.5, bounds: { all: 3, "all, and results": 3 }, repeats: 0 };
const SIZES = [1 << 10, 64 << 10];
const BARE = "nothing";

const child = [process.execPath, join(here, "servers", "echo-server.mjs")];
const cells = { [BARE]: only(), all: all(), "all, and results": { ...all(), ...RESULTS } };
if (process.argv.includes("--each")) {
  cells["all, results and arguments"] = { ...all(), ...ARGUMENTS };
  for (const name of Object.keys(PARTS)) cells[name] = only(name);
}

async function hold(size, problem) {
  const running = [];
  for (const [name, settings] of Object.entries(cells)) {
    running.push(await start(name, serve(settings, child), /^trestle: ready (http\S+)/m, "legacy", String(size)));
  }
  for (let i = 0; i < running.length; i += 3) {
    await Promise.all(running.slice(i, i + 3).map((each) => warmUp(each, PLAN.warmUpCalls)));
  }
  await sleep(500);

  const kept = [];
  let noisy = 0;
  for (let round = 1; kept.length < PLAN.rounds; round++) {
    running.push(running.shift());
    const measured = {};
    for (const each of running) measured[each.name] = await measure(each, PLAN.roundSeconds);
    const seen = Object.values(measured);
    const errors = seen.reduce((sum, each) => sum + each.errors, 0);
    if (errors > 0) problem(`${size} bytes, round ${round}: ${errors} wrong answers`);
    const loud = seen.some(({ foreign }) => foreign > FOREIGN_CORES);
    console.log(`  ${size} bytes, round ${round}: `
      + Object.keys(cells).map((name) => `${name} ${measured[name].perThousand.toFixed(1)}`).join(", ")
      + ` CPU ms per 1,000 calls${loud ? ", others busy" : ""}`);
    if (loud && noisy < PLAN.repeats) noisy++;
    else kept.push(measured);
  }
  for (const { server, generator } of running) {
    generator.stdin.end();
    server.kill("SIGKILL");
  }

  const said = [];
  for (const name of Object.keys(cells)) {
    if (name === BARE) continue;
    const ratios = kept.map((round) => round[name].perThousand / round[BARE].perThousand);
    const bound = PLAN.bounds[name];
    const median = quartiles(ratios)[1];
    if (median > bound) problem(`${size} bytes: ${name} costs ${median.toFixed(2)} times the CPU of ${BARE}; the bound is ${bound}`);
    said.push(`${name} ${shown(ratios, 2)}`);
  }
  return `${size >> 10} KiB: ${said.join(", ")}${noisy ? `, ${noisy} noisy rounds repeated` : ""}`;
}

await part("cost-interceptors", async (problem) => {
  const said = [];
  for (const size of SIZES) said.push(await hold(size, problem));
  return `times the CPU of a call with nothing around it: ${said.join("; ")}; median (quartiles)`;
});

// Measures: the CPU that a call costs through Trestle, against a bare servlet that forwards the body to the same child.
//
// Both servers run side by side with the same JVM, flags, children (one per session, one per connection) and load, in
// interleaved rounds; CPU is user and system time of the server process alone. `--full` gives the figure that counts
// (bound 1.8); without it a short run guards against a bad slip only.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { FOREIGN_CORES, measure, quartiles, shown, start, warmUp } from "../lib/cost.mjs";
import { here, java, launcher, limitsClasspath } from "../lib/paths.mjs";
import { part } from "../lib/report.mjs";

const full = process.argv.includes("--full");
const PLAN = full
  ? { warmUpCalls: 30_000, rounds: 11, roundSeconds: 3, bound: 1.8, repeats: 11 }
  : { warmUpCalls: 10_000, rounds: 5, roundSeconds: 1.5, bound: 2.5, repeats: 0 };
const child = [process.execPath, join(here, "servers", "echo-server.mjs")];
const servers = {
  trestle: [[launcher, "serve", "--port", "0", "--", ...child], /^trestle: ready (http\S+)/m],
  forwarder: [
    [java, "-cp", limitsClasspath(), "dev.trestle.mcp.benchmark.limit.BareServlets", "pipe", ...child],
    /^limit: ready (http\S+)/m,
  ],
};

await part("cost", async (problem) => {
  const both = [await start("trestle", ...servers.trestle), await start("forwarder", ...servers.forwarder)];
  await Promise.all(both.map((each) => warmUp(each, PLAN.warmUpCalls)));
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

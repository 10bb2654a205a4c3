// Measures: the CPU that a call costs through Trestle between two eras, against the same call within one.
//
// Four gateways, one for each pair of eras, run side by side with the same load in interleaved rounds. A pair is named by
// its client and its server: LM is a client of 2025-11-25 before a server of 2026-07-28. What a call across eras may cost is
// held against the same client before a server of its own era. `--full` gives the figures that count (bound 1.3).
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { FOREIGN_CORES, measure, quartiles, shown, start, warmUp } from "../lib/cost.mjs";
import { here, launcher } from "../lib/paths.mjs";
import { part } from "../lib/report.mjs";

const full = process.argv.includes("--full");
const PLAN = full
  ? { warmUpCalls: 30_000, rounds: 11, roundSeconds: 3, bound: 1.3, repeats: 11 }
  : { warmUpCalls: 10_000, rounds: 5, roundSeconds: 1.5, bound: 2, repeats: 0 };

const echo = [process.execPath, join(here, "servers", "echo-server.mjs")];
const serve = (options, child) =>
  [[launcher, "serve", "--port", "0", ...options, "--", ...child], /^trestle: ready (http\S+)/m];
const legacy = () => serve(["--era", "legacy"], echo);
const modern = () => serve([], [...echo, "modern"]);
const cells = {
  LL: [...legacy()],
  LM: [...modern()],
  MM: [...modern(), "modern"],
  ML: [...legacy(), "modern"],
};
const ACROSS = { LM: "LL", ML: "MM" };

await part("cost-eras", async (problem) => {
  const running = [];
  for (const [name, command] of Object.entries(cells)) running.push(await start(name, ...command));
  await Promise.all(running.map((each) => warmUp(each, PLAN.warmUpCalls)));
  await sleep(500);

  const kept = [];
  let noisy = 0;
  for (let round = 1; kept.length < PLAN.rounds; round++) {
    running.push(running.shift());
    const measured = {};
    for (const each of running) measured[each.name] = await measure(each, PLAN.roundSeconds);
    const all = Object.values(measured);
    const errors = all.reduce((sum, each) => sum + each.errors, 0);
    if (errors > 0) problem(`round ${round}: ${errors} wrong answers`);
    const loud = all.some(({ foreign }) => foreign > FOREIGN_CORES);
    console.log(`  round ${round}: ${Object.keys(cells).map((name) => `${name} ${measured[name].perThousand.toFixed(1)}`).join(", ")} `
      + `CPU ms per 1,000 calls${loud ? ", others busy" : ""}`);
    if (loud && noisy < PLAN.repeats) noisy++;
    else kept.push(measured);
  }
  for (const { server, generator } of running) {
    generator.stdin.end();
    server.kill("SIGKILL");
  }

  const said = [];
  for (const [across, within] of Object.entries(ACROSS)) {
    const ratios = kept.map((round) => round[across].perThousand / round[within].perThousand);
    const median = quartiles(ratios)[1];
    if (median > PLAN.bound) problem(`${across} costs ${median.toFixed(2)} times the CPU of ${within}; the bound is ${PLAN.bound}`);
    said.push(`${across} ${shown(ratios, 2)} times ${within}`);
  }
  const figures = Object.keys(cells).map((name) => `${name} ${shown(kept.map((round) => round[name].perThousand), 1)}`);
  return `${said.join(", ")}; CPU ms per 1,000 calls: ${figures.join(", ")}; median (quartiles) of ${kept.length} rounds`
    + `${noisy ? `, ${noisy} noisy ones repeated` : ""}`;
});

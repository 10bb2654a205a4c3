// Runs the official server suite on a URL and reads what it wrote.
//
// The suite's own summary is not believed: it counts a scenario without checks as passed. A scenario passes here with at
// least one decided check and no FAILURE.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { node22 } from "./paths.mjs";
import { within } from "./wait.mjs";

export function run(command) {
  const done = spawnSync(command[0], command.slice(1), { encoding: "utf8", timeout: 240_000 });
  if (done.error) throw done.error;
  return done.stdout + done.stderr;
}

/** The suite's own list, so that a scenario that silently did not run is missed; `kind` is of what it tests. */
export function listed(program, options = [], kind = "--server") {
  const lines = run([node22, program, "list", kind, ...options]).split("\n");
  return lines.map((line) => /^ {2}- (\S+)/.exec(line)?.[1]).filter(Boolean);
}

/** Scenario → checks; what did not pass is tried once more. */
export async function checks(program, url, results, options = []) {
  const found = written(program, ["--suite", "all", "--url", url, ...options], results);
  await onceMore(found, (scenario) =>
    written(program, ["--scenario", scenario, "--url", url, ...options], `${results}-again`).get(scenario) ?? []);
  return found;
}

/** The suites wait fixed times, which a machine with much to do misses: what fails then passes when it runs alone. */
export async function onceMore(found, again) {
  for (const [scenario, all] of found) {
    if (all.every(({ status }) => status !== "FAILURE" && status !== "WARNING")) continue;
    console.log(`  ${scenario} did not pass, and is tried once more`);
    found.set(scenario, await again(scenario));
  }
}

/** Scenario → checks, from the folders server-<scenario>-<time> that the suite writes. */
function written(program, what, results) {
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  run([node22, program, "server", ...what, "-o", results]);
  const found = new Map();
  for (const folder of readdirSync(results)) {
    const scenario = /^server-(.+)-\d{4}-\d\d-\d\dT[\d-]+Z$/.exec(folder)?.[1];
    if (scenario) found.set(scenario, JSON.parse(readFileSync(join(results, folder, "checks.json"), "utf8")));
  }
  return found;
}

/** The checks of one scenario for clients; throws if the client broke, whatever was checked by then. */
export async function clientChecks(program, scenario, command, results, options = []) {
  const folder = join(results, scenario);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const suite = spawn(node22,
    [program, "client", "--command", command.join(" "), "--scenario", scenario, "-o", folder, ...options]);
  let said = "";
  for (const stream of [suite.stdout, suite.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  await within(`scenario ${scenario}`, 90_000, new Promise((resolve, reject) => suite.once("error", reject).once("close", resolve)));
  const broken = /Client (exited with code|timed out)[^]*/.exec(said);
  if (broken) throw new Error(broken[0].slice(0, 2000));
  const [written] = readdirSync(folder);
  return JSON.parse(readFileSync(join(folder, written, "checks.json"), "utf8"));
}

/** How many scenarios passed, and "scenario/check" → message of what failed and of what warned. */
export function judged(scenarios) {
  const failures = new Map();
  const warnings = new Map();
  let passed = 0;
  for (const [scenario, all] of scenarios) {
    const decided = all.filter(({ status }) => status === "SUCCESS" || status === "WARNING");
    for (const { id, status, errorMessage = "no message" } of all) {
      if (status === "FAILURE") failures.set(`${scenario}/${id}`, errorMessage);
      if (status === "WARNING") warnings.set(`${scenario}/${id}`, errorMessage);
    }
    const failed = all.some(({ status }) => status === "FAILURE");
    if (decided.length === 0 && !failed) failures.set(`${scenario}/no-check`, "nothing was checked");
    if (decided.length > 0 && !failed) passed++;
  }
  return { passed, failures, warnings };
}

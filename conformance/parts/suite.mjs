// Proves: the official server suite passes through Trestle, with a stdio server behind it that has all it asks for.
//
// The suite's own summary is not believed: it counts a scenario without checks as passed. A scenario passes here
// with at least one decided check and no FAILURE, and exactly the 32 scenarios of this version must have run.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { compare } from "../lib/baseline.mjs";
import { jar, java, node22, suiteProgram, target, testClasses } from "../lib/paths.mjs";
import { part } from "../lib/report.mjs";
import { startTrestle } from "../lib/trestle.mjs";

const SCENARIOS = 32;
const results = join(target, "suite");

const backend = [
  java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
  "-cp", [jar, testClasses].join(delimiter), "dev.trestle.mcp.standalone.ConformanceServer",
];

function run(command) {
  const done = spawnSync(command[0], command.slice(1), { encoding: "utf8", timeout: 180_000 });
  if (done.error) throw done.error;
  return done.stdout + done.stderr;
}

/** The suite's own list, so that a scenario that silently did not run is missed. */
function listed() {
  const lines = run([node22, suiteProgram, "list", "--server"]).split("\n");
  return lines.map((line) => /^ {2}- (\S+)/.exec(line)?.[1]).filter(Boolean);
}

/** Scenario → checks, from the folders server-<scenario>-<time> that the suite writes. */
function read() {
  const found = new Map();
  for (const folder of readdirSync(results)) {
    const scenario = /^server-(.+)-\d{4}-\d\d-\d\dT[\d-]+Z$/.exec(folder)?.[1];
    if (scenario) found.set(scenario, JSON.parse(readFileSync(join(results, folder, "checks.json"), "utf8")));
  }
  return found;
}

/** Runs the suite on one profile; says what was and was not as it should be. */
async function hold(profile, problem) {
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  // SUITE_URL: try the script on a server that is already there.
  const trestle = process.env.SUITE_URL
    ? { url: process.env.SUITE_URL, stop() {} }
    : await startTrestle(backend, { options: ["--profile", profile] });
  run([node22, suiteProgram, "server", "--suite", "all", "--url", trestle.url, "-o", results]);
  await trestle.stop();

  const scenarios = read();
  if (scenarios.size !== SCENARIOS) problem(`${scenarios.size} scenarios ran instead of ${SCENARIOS}`);
  for (const name of listed()) if (!scenarios.has(name)) problem(`scenario ${name} did not run`);

  const failures = new Map();
  const warnings = new Map();
  let passed = 0;
  for (const [scenario, checks] of scenarios) {
    const decided = checks.filter(({ status }) => status === "SUCCESS" || status === "WARNING");
    for (const { id, status, errorMessage = "no message" } of checks) {
      if (status === "FAILURE") failures.set(`${scenario}/${id}`, errorMessage);
      if (status === "WARNING") warnings.set(`${scenario}/${id}`, errorMessage);
    }
    const failed = checks.some(({ status }) => status === "FAILURE");
    if (decided.length === 0 && !failed) failures.set(`${scenario}/no-check`, "nothing was checked");
    if (decided.length > 0 && !failed) passed++;
  }
  compare(`baseline-failures${profile === "default" ? "" : `-${profile}`}.txt`, failures, (text) => problem(`FAILURE ${text}`));
  compare("baseline-warnings.txt", warnings, (text) => problem(`WARNING ${text}`));
  return `${profile}: ${passed} of ${scenarios.size} scenarios passed, ${warnings.size} warnings, ${failures.size} failures`;
}

await part("suite", async (problem) => {
  const summaries = [];
  for (const profile of process.env.SUITE_URL ? ["default"] : ["default", "phase1"]) {
    summaries.push(await hold(profile, (text) => problem(`${profile}: ${text}`)));
  }
  return summaries.join("; ");
});

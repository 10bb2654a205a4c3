// Proves: as a client, Trestle does what the official client suites want: each scenario is a server of the suite's, reached by
// `trestle stdio --url URL`, which a TypeScript client of either era drives.
//
// A scenario without checks, or whose client breaks, has failed. OAuth is not there yet, and its scenarios are left out.
import { join } from "node:path";
import { compare } from "../lib/baseline.mjs";
import { erasSuiteProgram, here, suiteProgram, target } from "../lib/paths.mjs";
import { part } from "../lib/report.mjs";
import { clientChecks, judged, listed, onceMore } from "../lib/suite.mjs";

const AT_ONCE = 2;
const OLDER = ["initialize", "tools_call", "elicitation-sep1034-client-defaults", "sse-retry"];
const PRESERVED = "json-schema-2020-12-preservation";
const NEWER = [
  "tools_call", "request-metadata", "sep-2322-client-request-state", "http-standard-headers", "http-custom-headers",
  "http-invalid-tool-headers", "json-schema-ref-no-deref", PRESERVED,
];

/**
 * Suites, what they must have, and who drives. A client with sessions introduces itself at once and makes Trestle do so;
 * servers that only answer 2026-07-28 are announced, since the suite counts every request to them.
 */
const RUNS = [
  { name: "0.1.16", program: suiteProgram, scenarios: OLDER, fronts: { sdk: [] } },
  { name: "2025-11-25", program: erasSuiteProgram, scenarios: [...OLDER, PRESERVED], fronts: { legacy: [], modern: [] } },
  { name: "2026-07-28", program: erasSuiteProgram, scenarios: NEWER, fronts: { modern: [], legacy: ["--era", "modern"] } },
];

const specification = ({ name }) => (name === "0.1.16" ? [] : ["--spec-version", name]);

/** What the suite has is what is listed here, so that a scenario that is new or gone is noticed. */
function complete(run, problem) {
  const has = listed(run.program, specification(run), "--client").filter((name) => !name.startsWith("auth/"));
  if ([...has].sort().join() !== [...run.scenarios].sort().join()) problem(`${run.name} has the scenarios ${has}`);
}

/** Runs the tasks, a few at a time. */
async function few(tasks) {
  const waiting = [...tasks];
  const worker = async () => {
    for (let task = waiting.shift(); task; task = waiting.shift()) await task();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function hold(run, front, options, problem) {
  const command = [process.execPath, join(here, "session", "drive.mjs"), front, ...options];
  const results = join(target, "client", `${run.name}-${front}`);
  const found = new Map();
  const checked = (scenario) => clientChecks(run.program, scenario, command, results, specification(run));
  await few(run.scenarios.map((scenario) => async () => {
    try {
      found.set(scenario, await checked(scenario));
    } catch (error) {
      problem(`${scenario}: ${error.message}`);
    }
  }));
  await onceMore(found, checked);
  const { passed, failures, warnings } = judged(found);
  compare("baseline-client.txt", new Map([...failures, ...warnings]), problem);
  const decided = [...found.values()].flat().filter(({ status }) => status === "SUCCESS").length;
  return `${run.name} by ${front} ${passed} of ${run.scenarios.length} (${decided} checks)`;
}

await part("client", async (problem) => {
  const summaries = [];
  for (const run of RUNS) {
    complete(run, problem);
    for (const [front, options] of Object.entries(run.fronts)) {
      const said = await hold(run, front, options, (text) => problem(`${run.name} by ${front}: ${text}`));
      console.log(`  ${said}`);
      summaries.push(said);
    }
  }
  return summaries.join("; ");
});

// Proves: the official server suite passes through Trestle, with a stdio server behind it that has all it asks for.
// Exactly the 32 scenarios of this version must have run. The third time with everything that operators can put around calls.
import { join } from "node:path";
import { compare } from "../lib/baseline.mjs";
import { ARGUMENTS, CACHE, all, serve } from "../lib/everything.mjs";
import { conformanceServer, suiteProgram, target } from "../lib/paths.mjs";
import { part } from "../lib/report.mjs";
import { checks, judged, listed } from "../lib/suite.mjs";
import { startServer, startTrestle } from "../lib/trestle.mjs";

const SCENARIOS = 32;
const results = join(target, "suite");

const started = (profile) =>
  profile === "everything"
    ? startServer(serve({ ...all(), ...ARGUMENTS, ...CACHE }, conformanceServer, { autoApprove: ["*"] }), /^trestle: ready (http\S+)/m)
    : startTrestle(conformanceServer, { options: ["--profile", profile] });

/** Runs the suite on one profile; says what was and was not as it should be. */
async function hold(profile, problem) {
  // SUITE_URL: try the script on a server that is already there.
  const trestle = process.env.SUITE_URL ? { url: process.env.SUITE_URL, stop() {} } : await started(profile);
  const scenarios = await checks(suiteProgram, trestle.url, results);
  await trestle.stop();

  if (scenarios.size !== SCENARIOS) problem(`${scenarios.size} scenarios ran instead of ${SCENARIOS}`);
  for (const name of listed(suiteProgram)) if (!scenarios.has(name)) problem(`scenario ${name} did not run`);

  const { passed, failures, warnings } = judged(scenarios);
  compare(`baseline-failures${profile === "phase1" ? "-phase1" : ""}.txt`, failures, (text) => problem(`FAILURE ${text}`));
  compare("baseline-warnings.txt", warnings, (text) => problem(`WARNING ${text}`));
  return `${profile}: ${passed} of ${scenarios.size} scenarios passed, ${warnings.size} warnings, ${failures.size} failures`;
}

await part("suite", async (problem) => {
  const summaries = [];
  for (const profile of process.env.SUITE_URL ? ["default"] : ["default", "phase1", "everything"]) {
    summaries.push(await hold(profile, (text) => problem(`${profile}: ${text}`)));
  }
  return summaries.join("; ");
});

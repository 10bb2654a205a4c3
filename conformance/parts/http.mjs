// Proves: the suites pass as well when the server is at a URL, with sessions or without: Trestle before another Trestle, and
// before a server on the library of 2026-07-28. Only within an era; what crosses eras is in the part `eras`.
import { join } from "node:path";
import { compare } from "../lib/baseline.mjs";
import { holdEra } from "../lib/eras.mjs";
import { conformanceServer, erasServer, launcher, suiteProgram, target } from "../lib/paths.mjs";
import { part } from "../lib/report.mjs";
import { checks, judged } from "../lib/suite.mjs";
import { startServer, startTrestle } from "../lib/trestle.mjs";

const SCENARIOS = 32;

/** `trestle serve --url` in front of a server that is started; stopping it stops both. */
async function before(server, ...options) {
  const behind = await server;
  const front = await startServer([launcher, "serve", "--port", "0", ...options, "--url", behind.url],
    /^trestle: ready (http\S+)/m);
  return { url: front.url, stop: async () => { await front.stop(); await behind.stop(); } };
}

const servers = {
  modern: () => before(startServer([...erasServer, "--http"], /^eras-server: ready (http\S+)/m)),
  both: () => before(startTrestle(conformanceServer)),
  legacy: () => before(startTrestle(conformanceServer), "--era", "legacy"),
};

async function older(problem) {
  const server = await servers.legacy();
  const scenarios = await checks(suiteProgram, server.url, join(target, "http", "0.1.16"));
  await server.stop();
  if (scenarios.size !== SCENARIOS) problem(`${scenarios.size} scenarios ran instead of ${SCENARIOS}`);
  const { passed, failures, warnings } = judged(scenarios);
  compare("baseline-failures.txt", failures, (text) => problem(`FAILURE ${text}`));
  compare("baseline-warnings.txt", warnings, (text) => problem(`WARNING ${text}`));
  return `0.1.16 on legacy ${passed} of ${scenarios.size}`;
}

async function newer(version, name, excuses, problem) {
  const server = await servers[name]();
  const passed = await holdEra(version, server.url, join(target, "http", `${version}-${name}`), excuses, problem);
  await server.stop();
  return `${version} on ${name} ${passed}`;
}

await part("http", async (problem) => {
  const summaries = [];
  for (const run of [
    (tell) => older(tell),
    (tell) => newer("2025-11-25", "legacy", "baseline-eras.txt", tell),
    (tell) => newer("2026-07-28", "modern", "baseline-eras.txt", tell),
    (tell) => newer("2026-07-28", "both", "baseline-eras-questions.txt", tell),
  ]) {
    const problems = [];
    const said = await run((text) => problems.push(text));
    problems.forEach((text) => problem(`${said}: ${text}`));
    console.log(`  ${said}`);
    summaries.push(said);
  }
  return summaries.join("; ");
});

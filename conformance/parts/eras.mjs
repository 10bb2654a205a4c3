// Proves: the official suite of 2026-07-28 and of 2025-11-25 passes through Trestle whichever of the two eras the server speaks.
//
// The server of 2026-07-28 is first measured without Trestle, so that what fails through it is ours. A known deviation is a
// line in baseline-eras-*.txt.
import { join } from "node:path";
import { compare } from "../lib/baseline.mjs";
import { conformanceServer, erasServer, erasSuiteProgram, target } from "../lib/paths.mjs";
import { part } from "../lib/report.mjs";
import { checks, judged, listed } from "../lib/suite.mjs";
import { startServer, startTrestle } from "../lib/trestle.mjs";

const SCENARIOS = { "2026-07-28": 40, "2025-11-25": 33 };

const servers = {
  direct: () => startServer([...erasServer, "--http"], /^eras-server: ready (http\S+)/m),
  modern: () => startTrestle(erasServer),
  legacy: () => startTrestle(conformanceServer, { options: ["--era", "legacy"] }),
  // Our own server, which speaks both: each client meets its own era.
  both: () => startTrestle(conformanceServer),
};

/** The suite waits 600 ms for what a call says; how long a process takes to start is not what it is about. */
async function warmUp(url) {
  const meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name: "warm-up", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": { elicitation: {} },
  };
  const { status } = await fetch(url, {
    method: "POST",
    headers: {
      "Content-Type": "application/json", Accept: "application/json, text/event-stream",
      "MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": "test_simple_text",
    },
    body: JSON.stringify({
      jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "test_simple_text", arguments: {}, _meta: meta },
    }),
  });
  if (status !== 200) throw new Error(`the first call was answered ${status}`);
}

/** One run; each gets a server of its own, so that none meets what another left open. */
async function hold(version, name, problem) {
  const server = await servers[name]();
  if (version === "2026-07-28") await warmUp(server.url);
  const options = ["--spec-version", version];
  const results = join(target, "eras", `${version}-${name}`);
  const scenarios = checks(erasSuiteProgram, server.url, results, options);
  await server.stop();

  if (scenarios.size !== SCENARIOS[version]) {
    problem(`${scenarios.size} scenarios ran instead of ${SCENARIOS[version]}`);
  }
  for (const scenario of listed(erasSuiteProgram, options)) {
    if (!scenarios.has(scenario)) problem(`scenario ${scenario} did not run`);
  }
  const { passed, failures, warnings } = judged(scenarios);
  const excuses = version === "2026-07-28" && (name === "legacy" || name === "both") ? "baseline-eras-questions.txt" : "baseline-eras.txt";
  compare(excuses, new Map([...failures, ...warnings]), problem);
  return `${version} on ${name} ${passed} of ${scenarios.size}`;
}

await part("eras", async (problem) => {
  const summaries = [];
  for (const [version, name] of [
    ["2026-07-28", "direct"],
    ["2026-07-28", "modern"],
    ["2025-11-25", "legacy"],
    ["2026-07-28", "legacy"],
    ["2025-11-25", "modern"],
    ["2026-07-28", "both"],
    ["2025-11-25", "both"],
  ]) {
    const said = await hold(version, name, (text) => problem(`${version} on ${name}: ${text}`));
    console.log(`  ${said}`);
    summaries.push(said);
  }
  return summaries.join("; ");
});

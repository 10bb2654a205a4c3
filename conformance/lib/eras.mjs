// Holds the suite 0.2.0-alpha.12 against a URL: all scenarios of one version must have run, and all but the excused pass.
import { compare } from "./baseline.mjs";
import { erasSuiteProgram } from "./paths.mjs";
import { checks, judged, listed } from "./suite.mjs";

const SCENARIOS = { "2026-07-28": 40, "2025-11-25": 33 };

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

/** Says how many passed of how many; `excuses` is the list of known deviations. */
export async function holdEra(version, url, results, excuses, problem) {
  if (version === "2026-07-28") await warmUp(url);
  const options = ["--spec-version", version];
  const scenarios = await checks(erasSuiteProgram, url, results, options);
  if (scenarios.size !== SCENARIOS[version]) {
    problem(`${scenarios.size} scenarios ran instead of ${SCENARIOS[version]}`);
  }
  for (const scenario of listed(erasSuiteProgram, options)) {
    if (!scenarios.has(scenario)) problem(`scenario ${scenario} did not run`);
  }
  const { passed, failures, warnings } = judged(scenarios);
  compare(excuses, new Map([...failures, ...warnings]), problem);
  return `${passed} of ${scenarios.size}`;
}

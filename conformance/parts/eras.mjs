// Proves: the official suite of 2026-07-28 and of 2025-11-25 passes through Trestle whichever of the two eras the server speaks.
//
// The server of 2026-07-28 is first measured without Trestle, so that what fails through it is ours. A known deviation is a
// line in baseline-eras-*.txt.
import { join } from "node:path";
import { holdEra } from "../lib/eras.mjs";
import { conformanceServer, erasServer, target } from "../lib/paths.mjs";
import { part } from "../lib/report.mjs";
import { startServer, startTrestle } from "../lib/trestle.mjs";

const servers = {
  direct: () => startServer([...erasServer, "--http"], /^eras-server: ready (http\S+)/m),
  modern: () => startTrestle(erasServer),
  legacy: () => startTrestle(conformanceServer, { options: ["--era", "legacy"] }),
  // Our own server, which speaks both: each client meets its own era.
  both: () => startTrestle(conformanceServer),
};

/** One run; each gets a server of its own, so that none meets what another left open. */
async function hold(version, name, problem) {
  const server = await servers[name]();
  const excuses = version === "2026-07-28" && (name === "legacy" || name === "both") ? "baseline-eras-questions.txt" : "baseline-eras.txt";
  const passed = await holdEra(version, server.url, join(target, "eras", `${version}-${name}`), excuses, problem);
  await server.stop();
  return `${version} on ${name} ${passed}`;
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

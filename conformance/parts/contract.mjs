// Proves: the test kit's contract tests servers that are not ours. It runs against the reference server of npm, and all that
// this does otherwise is declared, rule by rule, in EverythingContract.
import { spawnSync } from "node:child_process";
import { everythingProgram, java, testClasspath } from "../lib/paths.mjs";
import { part } from "../lib/report.mjs";

const RULES_AT_LEAST = 40;

await part("contract", async (problem) => {
  const command = [process.execPath, everythingProgram, "streamableHttp"].join("\t");
  const done = spawnSync(java, [
    "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", `-Deverything=${command}`, "-cp", testClasspath(),
    "dev.trestle.mcp.standalone.conformance.ContractProgram",
  ], { encoding: "utf8", timeout: 180_000 });
  if (done.error) throw done.error;
  const lines = done.stdout.split("\n");
  const starting = (word) => lines.filter((line) => line.startsWith(`${word} `));
  for (const line of [...starting("failed"), ...starting("aborted")]) problem(line);
  const kept = starting("successful").length;
  const deviations = starting("deviation").length;
  if (kept < RULES_AT_LEAST) problem(`only ${kept} rules ran, exit ${done.status}: ${done.stderr.slice(-2000)}`);
  return `${kept} rules tried on server-everything, ${kept - deviations} kept, ${deviations} broken as declared`;
});

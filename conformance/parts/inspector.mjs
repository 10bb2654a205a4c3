// Proves: the official Inspector, a client on the newest SDK, lists and calls a tool through Trestle.
import { spawnSync } from "node:child_process";
import { everything, inspectorProgram, node22 } from "../lib/paths.mjs";
import { part } from "../lib/report.mjs";
import { startTrestle } from "../lib/trestle.mjs";

function inspect(url, ...args) {
  const done = spawnSync(node22, [inspectorProgram, "--cli", url, "--transport", "http", ...args],
    { encoding: "utf8", timeout: 60_000 });
  if (done.error) throw done.error;
  if (done.status !== 0) throw new Error(`inspector ${args.join(" ")}: exit ${done.status}\n${done.stdout}${done.stderr}`);
  return JSON.parse(done.stdout.slice(done.stdout.indexOf("{")));
}

await part("inspector", async (problem) => {
  const trestle = await startTrestle(everything);
  const { tools } = inspect(trestle.url, "--method", "tools/list");
  const { content } = inspect(trestle.url, "--method", "tools/call", "--tool-name", "echo", "--tool-arg", "message=over");
  await trestle.stop();
  if (!tools.some(({ name }) => name === "get-sum")) problem(`get-sum is not among the tools: ${JSON.stringify(tools)}`);
  if (content[0]?.text !== "Echo: over") problem(`echo answered ${JSON.stringify(content)}`);
  return `${tools.length} tools listed, one called`;
});

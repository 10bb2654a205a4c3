// Proves: the SDK's client of HTTP with SSE (2024-11-05) uses the reference server through Trestle, questions to the user too,
// and closing its stream ends the process behind it.
import { readdirSync, readFileSync } from "node:fs";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { everything } from "../lib/paths.mjs";
import { part } from "../lib/report.mjs";
import { startTrestle } from "../lib/trestle.mjs";
import { until } from "../lib/wait.mjs";

/** The processes that a process has started. */
function children(pid) {
  return readdirSync("/proc").filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1).split(" ")[1] === `${pid}`;
    } catch {
      return false; // it has ended meanwhile
    }
  });
}

async function use(url, problem) {
  const client = new Client({ name: "sse", version: "1" }, { capabilities: { elicitation: {} } });
  let asked = 0;
  client.setRequestHandler(ElicitRequestSchema, async () => {
    asked++;
    return { action: "decline" };
  });
  await client.connect(new SSEClientTransport(url));
  const { tools } = await client.listTools();
  const echo = await client.callTool({ name: "echo", arguments: { message: "grüß Gott 🌉" } });
  if (echo.content[0]?.text !== "Echo: grüß Gott 🌉") problem(`echo answered ${JSON.stringify(echo)}`);
  const progress = [];
  await client.callTool({ name: "trigger-long-running-operation", arguments: { duration: 0.4, steps: 4 } }, undefined,
    { onprogress: (notice) => progress.push(notice.progress) });
  // The SDK forgets a call with its answer, and so its last progress if both arrive together.
  if (!"1,2,3,4".startsWith(progress.join()) || progress.length < 3) problem(`progress was ${progress}`);
  await client.callTool({ name: "trigger-elicitation-request", arguments: {} });
  if (asked !== 1) problem(`the user was asked ${asked} times`);
  return { client, tools };
}

await part("sse", async (problem) => {
  const trestle = await startTrestle(everything);
  const url = new URL(trestle.url.replace(/mcp$/, "sse"));
  const [one, two] = await Promise.all([use(url, problem), use(url, problem)]);
  const processes = children(trestle.pid).length;
  if (processes !== 2) problem(`${processes} processes for two streams`);
  await one.client.close();
  // A heartbeat tells that nobody reads any more, or the one after it: 15 s each.
  await until("the end of the first process", () => children(trestle.pid).length === 1, 45_000);
  const still = await two.client.callTool({ name: "get-sum", arguments: { a: 2, b: 3 } });
  if (!still.content[0]?.text.includes("5")) problem(`get-sum answered ${JSON.stringify(still)}`);
  await two.client.close();
  await trestle.stop();
  return `${one.tools.length} tools listed, three called on two streams at once, a process ended with its stream`;
});

// Proves: the reference clients of both eras list, call, answer a form and cancel, whichever reference server is behind
// Trestle: of 2025-11-25 or of 2026-07-28, a process or at a URL. The Java SDK's client does the same but cancel, which it cannot.
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client as NewClient, StreamableHTTPClientTransport as NewTransport } from "@modelcontextprotocol/client";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { CallToolResultSchema, ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { erasServer, everything, everythingProgram, here, java, javaSdkServer, launcher, target, testClasspath } from "../lib/paths.mjs";
import { part } from "../lib/report.mjs";
import { startServer, startTrestle } from "../lib/trestle.mjs";
import { until, within } from "../lib/wait.mjs";

const MODERN = "2026-07-28";
const LEGACY = "2025-11-25";
const WHO = { name: "trestle-peers", version: "1" };
const OPTIONS = { capabilities: { elicitation: {} } };
const form = () => ({ action: "accept", content: { name: "Ann Example" } });

/** Each client as one shape: connect, version, tools, call, close. */
function newClient(mode) {
  const client = new NewClient(WHO, { ...OPTIONS, versionNegotiation: { mode } });
  client.setRequestHandler("elicitation/create", form);
  return {
    connect: (url) => client.connect(new NewTransport(new URL(url))),
    version: () => client.getNegotiatedProtocolVersion(),
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: (name, args = {}, options = {}) => client.callTool({ name, arguments: args }, options),
    close: () => client.close(),
  };
}

function oldClient() {
  const client = new OldClient(WHO, OPTIONS);
  client.setRequestHandler(ElicitRequestSchema, form);
  let transport;
  return {
    connect: (url) => client.connect((transport = new OldTransport(new URL(url)))),
    version: () => transport.protocolVersion,
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: (name, args = {}, options = {}) => client.callTool({ name, arguments: args }, CallToolResultSchema, options),
    close: async () => {
      await transport.terminateSession();
      await client.close();
    },
  };
}

const clients = {
  "client 2.4 auto": [() => newClient("auto"), MODERN],
  "client 2.4 pinned": [() => newClient({ pin: MODERN }), MODERN],
  "client 2.4 legacy": [() => newClient("legacy"), LEGACY],
  "sdk 1.32.2": [oldClient, LEGACY],
};

const overheard = join(target, "peers", "overheard.txt");
const cancellations = () => readFileSync(overheard, "utf8").split("\n")
  .filter((method) => method === "notifications/cancelled").length;

const everythingTools = {
  listed: "get-sum",
  call: ["get-sum", { a: 2, b: 3 }, "The sum of 2 and 3 is 5."],
  form: ["trigger-elicitation-request", "Ann Example"],
  slow: ["trigger-long-running-operation", { duration: 20, steps: 100 }],
};
const erasTools = {
  listed: "test_simple_text",
  call: ["test_simple_text", {}, "This is a simple text response for testing."],
  form: ["test_input_required_result_elicitation", "Hello, Ann Example!"],
  slow: ["patient", {}],
  cancelled: async (client) => Number((await client.call("cancelled")).content[0].text),
};

const javaTools = {
  listed: "echo",
  call: ["echo", { text: "hi" }, "hi"],
  form: ["ask", "accept Ann Example"],
  slow: ["slow", {}],
};

const atUrl = (url) => startServer([launcher, "serve", "--port", "0", "--url", url], /^trestle: ready (http\S+)/m);

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const backends = {
  "everything, stdio": {
    ...everythingTools,
    cancelled: async () => cancellations(),
    start: () => startTrestle([process.execPath, join(here, "servers", "overhear.mjs"), overheard, ...everything]),
  },
  "everything, HTTP": {
    ...everythingTools,
    start: async () => {
      const port = String(await freePort());
      await startServer([process.execPath, everythingProgram, "streamableHttp"], /port (\d+)/,
        { env: { ...process.env, PORT: port } });
      return atUrl(`http://127.0.0.1:${port}/mcp`);
    },
  },
  "java sdk, stdio": { ...javaTools, start: () => startTrestle(javaSdkServer()) },
  "server 2.4, stdio": { ...erasTools, start: () => startTrestle(erasServer) },
  "server 2.4, HTTP": {
    ...erasTools,
    start: async () => atUrl((await startServer([...erasServer, "--http"], /^eras-server: ready (http\S+)/m)).url),
  },
};

const textOf = ({ content }) => content.map(({ text }) => text ?? "").join("\n");

const steps = {
  async list(client, backend) {
    const tools = await client.tools();
    if (!tools.includes(backend.listed)) throw new Error(`${backend.listed} is not among ${tools}`);
  },
  async call(client, { call: [name, args, expected] }) {
    const text = textOf(await client.call(name, args));
    if (text !== expected) throw new Error(`${name} answered ${text}`);
  },
  async form(client, { form: [name, expected] }) {
    const text = textOf(await client.call(name));
    if (!text.includes(expected)) throw new Error(`${name} answered ${text}`);
  },
  /** The call ends for the client, its server is told, and the connection goes on. */
  async cancel(client, backend) {
    const before = await backend.cancelled?.(client);
    const stop = new AbortController();
    const [name, args] = backend.slow;
    let running;
    const begun = new Promise((resolve) => {
      running = client.call(name, args, { signal: stop.signal, onprogress: resolve, timeout: 60_000 });
    });
    running.catch(() => {});
    await begun;
    stop.abort("the user changed his mind");
    const end = await running.then(() => "it was answered", () => "cancelled");
    if (end !== "cancelled") throw new Error(end);
    if (backend.cancelled) {
      await until("the server to be told", async () => (await backend.cancelled(client)) > before, 10_000, 100);
    }
    await steps.call(client, backend);
  },
};

async function hold(clientName, backendName, url, problem) {
  const [create, expected] = clients[clientName];
  const client = create();
  const row = [];
  try {
    await within("connecting", 20_000, client.connect(url));
    if (client.version() !== expected) problem(`${clientName} × ${backendName}: speaks ${client.version()}`);
    for (const [name, step] of Object.entries(steps)) {
      try {
        await within(name, 20_000, step(client, backends[backendName]));
        row.push(`${name} ok`);
      } catch (error) {
        row.push(`${name} FAILED`);
        problem(`${clientName} × ${backendName}: ${name}: ${error.message}`);
      }
    }
    await within("closing", 10_000, client.close());
  } catch (error) {
    problem(`${clientName} × ${backendName}: ${error.message}`);
  }
  console.log(`  ${clientName.padEnd(18)} × ${backendName.padEnd(18)} ${row.join(", ")}`);
  return row.filter((cell) => cell.endsWith("ok")).length;
}

/** The Java SDK's client is a program that visits once, and prints what it saw. */
async function visit(backendName, url, problem) {
  const { listed, call: [tool, args, expected], form: [asking, answered] } = backends[backendName];
  const { stdout } = await promisify(execFile)(java, [
    "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", testClasspath(),
    "dev.trestle.mcp.standalone.conformance.JavaSdkPeer", url, tool, JSON.stringify(args), asking,
  ], { timeout: 60_000 });
  const seen = JSON.parse(stdout.slice(stdout.indexOf("{")));
  const right = {
    list: seen.list.split(" ").includes(listed), call: seen.call === expected, form: seen.form.includes(answered),
  };
  if (seen.version !== LEGACY) problem(`java sdk × ${backendName}: speaks ${seen.version}`);
  const row = Object.entries(right).map(([step, ok]) => {
    if (!ok) problem(`java sdk × ${backendName}: ${step}: ${seen[step]}`);
    return `${step} ${ok ? "ok" : "FAILED"}`;
  });
  console.log(`  ${"java sdk 2.1.0".padEnd(18)} × ${backendName.padEnd(18)} ${row.join(", ")}`);
  return Object.values(right).filter(Boolean).length;
}

await part("peers", async (problem) => {
  rmSync(join(target, "peers"), { recursive: true, force: true });
  mkdirSync(join(target, "peers"), { recursive: true });
  let passed = 0;
  for (const [backendName, backend] of Object.entries(backends)) {
    const trestle = await backend.start();
    for (const clientName of Object.keys(clients)) passed += await hold(clientName, backendName, trestle.url, problem);
    passed += await visit(backendName, trestle.url, problem);
    await trestle.stop();
  }
  const cells = Object.keys(clients).length * Object.keys(steps).length + 3;
  return `${passed} of ${cells * Object.keys(backends).length} cells: ${Object.keys(clients).length + 1} clients × `
    + `${Object.keys(backends).length} servers × ${Object.keys(steps).join(", ")}; the Java SDK cannot cancel`;
});

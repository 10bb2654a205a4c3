// What the client suites start: drives a server of theirs through `trestle stdio --url URL`, as each scenario wants it.
//
// Usage: drive.mjs FRONT [OPTION…] URL, the scenario in MCP_CONFORMANCE_SCENARIO. FRONT is the client: sdk, legacy or
// modern; the options are for Trestle.
import { Client as NewClient } from "@modelcontextprotocol/client";
import { StdioClientTransport as NewTransport } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { CallToolResultSchema, ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { launcher } from "../lib/paths.mjs";

const WHO = { name: "trestle-drive", version: "1" };
const CAPABILITIES = { elicitation: { form: { applyDefaults: true } }, roots: {}, sampling: {} };

/** Accepts every form; what it leaves out the library fills with the defaults. */
const form = ({ params }) => ({
  action: "accept", content: params.requestedSchema.properties.confirmed ? { confirmed: true } : {},
});

const fronts = {
  sdk() {
    const client = new OldClient(WHO, { capabilities: CAPABILITIES });
    client.setRequestHandler(ElicitRequestSchema, form);
    return [client, OldTransport, (params) => client.callTool(params, CallToolResultSchema)];
  },
  legacy: () => newClient("legacy"),
  modern: () => newClient({ pin: "2026-07-28" }),
};

function newClient(mode) {
  const client = new NewClient(WHO, { capabilities: CAPABILITIES, versionNegotiation: { mode } });
  client.setRequestHandler("elicitation/create", form);
  return [client, NewTransport, (params) => client.callTool(params)];
}

const scenarios = {
  async tools_call({ call }) {
    const { content } = await call("add_numbers", { a: 2, b: 3 });
    if (!content[0].text.endsWith("5")) throw new Error(`add_numbers answered ${content[0].text}`);
  },
  "elicitation-sep1034-client-defaults": ({ call }) => call("test_client_elicitation_defaults"),
  "sse-retry": ({ call }) => call("test_reconnection"),
  async "sep-2322-client-request-state"({ call }) {
    await Promise.all([call("test_mrtr_echo_state"), call("test_mrtr_unrelated")]);
    await call("test_mrtr_no_state");
    await call("test_mrtr_unrelated");
    await call("test_mrtr_no_result_type");
  },
  async "http-standard-headers"({ client, tools, call }) {
    for (const { name } of tools) await call(name);
    for (const { uri } of (await client.listResources()).resources) await client.readResource({ uri });
    for (const { name } of (await client.listPrompts()).prompts) await client.getPrompt({ name });
  },
  async "http-custom-headers"({ call, context }) {
    for (const { name, arguments: args } of context.toolCalls) await call(name, args);
  },
  /** Calls whatever it was told of: what may not be called must not have come through. */
  async "http-invalid-tool-headers"({ tools, call }) {
    for (const { name } of tools) await call(name, { region: "r", value: "v", score: 1, data: {}, items: [], nil: null });
  },
  async "json-schema-2020-12-preservation"({ tools, call }) {
    const { inputSchema } = tools.find(({ name }) => name === "json_schema_2020_12_tool");
    await call("json_schema_echo", { schema: inputSchema });
  },
};

const [front, ...options] = process.argv.slice(2);
const url = options.pop();
const [client, Transport, callTool] = fronts[front]();
await client.connect(new Transport({
  command: launcher,
  args: ["stdio", ...options, "--url", url],
  // It lives for a second or two: whatever the JVM compiles twice is wasted.
  env: { ...process.env, JDK_JAVA_OPTIONS: "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC" },
}));
const tools = client.getServerCapabilities()?.tools ? (await client.listTools()).tools : [];
await scenarios[process.env.MCP_CONFORMANCE_SCENARIO]?.({
  client,
  tools,
  call: (name, args = {}) => callTool({ name, arguments: args }),
  context: JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? "{}"),
});
await client.close();

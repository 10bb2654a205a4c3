// One scripted session of the TypeScript client that uses all the reference server has.
//
// Usage: typescript.mjs OUTPUT URL            over Streamable HTTP
//        typescript.mjs OUTPUT -- COMMAND…    over stdio
import { InMemoryTaskStore } from "@modelcontextprotocol/sdk/experimental/tasks";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import * as types from "@modelcontextprotocol/sdk/types.js";
import { Recorder, RecordingTransport } from "./recorder.mjs";
import { steps } from "./typescript-steps.mjs";
import { answers } from "./typescript-answers.mjs";

const [output, target, ...command] = process.argv.slice(2);

function connection() {
  if (target !== "--") return new StreamableHTTPClientTransport(new URL(target));
  return new StdioClientTransport({
    command: command[0], args: command.slice(1), env: process.env, stderr: "ignore",
  });
}

const recorder = new Recorder();
const inner = connection();
const client = new Client(
  { name: "trestle-conformance", title: "Conformance client", version: "1.0.0" },
  {
    capabilities: {
      roots: { listChanged: true },
      sampling: { tools: {}, context: {} },
      elicitation: { form: {}, url: {} },
      tasks: {
        list: {}, cancel: {},
        requests: { sampling: { createMessage: {} }, elicitation: { create: {} } },
      },
      experimental: { "dev.trestle/test": { kept: true } },
    },
    taskStore: new InMemoryTaskStore(),
  },
);
const scripted = answers(client);
client.fallbackNotificationHandler = async () => {};

await recorder.step("connect", async () => {
  await client.connect(new RecordingTransport(inner, recorder));
  await recorder.heard("roots/list");
  await recorder.heard("notifications/message");
});
await steps({ client, recorder, scripted, types });
await recorder.step("close", async () => {
  await inner.terminateSession?.();
  await client.close();
});
recorder.save(output);
process.exit(0);

// The frame of the small stdio servers here: reads lines, answers what every client asks first, leaves calls to the caller.
import { createInterface } from "node:readline";

const TOOL = { name: "work", description: "what the test wants", inputSchema: { type: "object" } };

export const send = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

export const answer = (id, text) =>
  send({ jsonrpc: "2.0", id, result: { content: [{ type: "text", text }] } });

/** Serves until standard input ends; `onCall` gets each tools/call. */
export function serve(onCall) {
  const lines = createInterface({ input: process.stdin });
  lines.on("close", () => process.exit(0));
  lines.on("line", (line) => {
    const message = JSON.parse(line);
    const { id, method, params } = message;
    if (method === "initialize") {
      send({ jsonrpc: "2.0", id, result: {
        protocolVersion: params.protocolVersion, capabilities: { tools: {} },
        serverInfo: { name: "conformance", version: "1" },
      } });
    } else if (method === "tools/list") {
      send({ jsonrpc: "2.0", id, result: { tools: [TOOL] } });
    } else if (method === "tools/call") {
      onCall(message);
    } else if (id !== undefined && method !== undefined) {
      send({ jsonrpc: "2.0", id, result: {} });
    }
  });
}

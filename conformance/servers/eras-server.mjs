// What the official suite asks of a server, in 2026-07-28 and in no other version, with the reference library.
//
//   node eras-server.mjs           over standard streams
//   node eras-server.mjs --http    over Streamable HTTP on a free port, which it tells on stderr
//
// Names and texts are the suite's. What it has for 2025-11-25 only is here too: through Trestle older clients come.
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import {
  McpServer, ResourceTemplate, completable, createMcpHandler,
  createRequestStateCodec, fromJsonSchema, inputRequired,
} from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";

/** One red pixel, and the head of a sound file without sound. */
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
const WAV = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=";

const sealed = createRequestStateCodec({ key: "a key that is no secret, since all is local" });

const text = (value) => ({ content: [{ type: "text", text: value }] });
const embedded = (uri, mimeType, value) => ({ type: "resource", resource: { uri, mimeType, text: value } });
const form = (message, properties) =>
  inputRequired.elicit({ message, requestedSchema: { type: "object", properties, required: Object.keys(properties) } });
const choices = (message, properties) =>
  inputRequired.elicit({ message, requestedSchema: { type: "object", properties } });
const sample = (prompt, maxTokens) =>
  inputRequired.createMessage({ messages: [{ role: "user", content: { type: "text", text: prompt } }], maxTokens });

/** The answer under a key, if it is an object of the kind asked for; anything else is asked for again. */
const answer = (context, key) => context.mcpReq.inputResponses?.[key];
const capabilities = (context) =>
  context.mcpReq.envelope?.["io.modelcontextprotocol/clientCapabilities"] ?? {};

function contentTools(server) {
  const returning = (name, content) => server.registerTool(name, { description: name }, async () => ({ content }));
  returning("test_simple_text", [{ type: "text", text: "This is a simple text response for testing." }]);
  returning("test_image_content", [{ type: "image", data: PNG, mimeType: "image/png" }]);
  returning("test_audio_content", [{ type: "audio", data: WAV, mimeType: "audio/wav" }]);
  returning("test_embedded_resource",
    [embedded("test://embedded-resource", "text/plain", "This is an embedded resource content.")]);
  returning("test_multiple_content_types", [
    { type: "text", text: "Multiple content types test:" },
    { type: "image", data: PNG, mimeType: "image/png" },
    embedded("test://mixed-content-resource", "application/json", '{"test":"data","value":123}'),
  ]);
  server.registerTool("test_error_handling", { description: "Fails" }, async () => {
    throw new Error("This tool intentionally returns an error for testing");
  });
  server.registerTool("json_schema_2020_12_tool", {
    description: "Tool with JSON Schema 2020-12 features",
    inputSchema: fromJsonSchema({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      $defs: {
        address: {
          $anchor: "address", type: "object",
          properties: { street: { type: "string" }, city: { type: "string" } },
        },
      },
      properties: {
        name: { type: "string" }, address: { $ref: "#/$defs/address" },
        contactMethod: { type: "string", enum: ["phone", "email"] },
        phone: { type: "string" }, email: { type: "string" },
      },
      allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }, { required: ["name"] }] }],
      if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
      then: { required: ["phone"] },
      else: { required: ["name"] },
      additionalProperties: false,
    }),
  }, async (args) => text(`called with ${JSON.stringify(args)}`));
  server.registerTool("test_custom_header", {
    description: "Has an argument that HTTP repeats in a header",
    inputSchema: fromJsonSchema({
      type: "object",
      properties: { region: { type: "string", "x-mcp-header": "Region" } },
      required: ["region"],
    }),
  }, async ({ region }) => text(`called for ${region}`));
}

function talkingTools(server) {
  const talking = (name, lines, pause = 50) => server.registerTool(name, { description: "Says things on its way" },
    async (context) => {
      for (const line of lines) {
        await context.mcpReq.log("info", line);
        await sleep(pause);
      }
      return text(`Said ${lines.length} things`);
    });
  talking("test_tool_with_logging", ["Tool execution started", "Tool processing data", "Tool execution completed"]);
  talking("test_logging_tool", ["Only for those who asked to hear it"]);
  // Long enough that an edge which answers at first with JSON goes over to an event stream (sseAfter).
  talking("test_reconnection", ["Still at it"], 1_500);
  server.registerTool("test_tool_with_progress", { description: "Tells how far it is" }, async (context) => {
    const progressToken = context.mcpReq._meta?.progressToken;
    for (const progress of progressToken === undefined ? [] : [0, 50, 100]) {
      await context.mcpReq.notify({ method: "notifications/progress", params: { progressToken, progress, total: 100 } });
      await sleep(50);
    }
    return text("Came to an end");
  });
}

let cancelled = 0;

/** What the other peers need to see a cancellation arrive. */
function patientTools(server) {
  server.registerTool("patient", { description: "Works until it is cancelled" }, async (context) => {
    const { signal, _meta } = context.mcpReq;
    for (let progress = 1; !signal.aborted; progress++) {
      if (_meta?.progressToken !== undefined) {
        await context.mcpReq.notify({
          method: "notifications/progress", params: { progressToken: _meta.progressToken, progress },
        });
      }
      await sleep(100);
    }
    cancelled++;
    return text("nobody hears this");
  });
  server.registerTool("cancelled", { description: "How many calls were cancelled" }, async () => text(String(cancelled)));
}

/** A tool that asks once, under one key, and tells what it heard. */
function asking(server, name, key, question, told) {
  server.registerTool(name, { description: "Asks something" }, async (context) => {
    const heard = answer(context, key);
    return heard === undefined ? inputRequired({ inputRequests: { [key]: question } }) : text(told(heard));
  });
}

function askingTools(server) {
  asking(server, "test_input_required_result_elicitation", "user_name",
    form("What is your name?", { name: { type: "string" } }), (heard) => `Hello, ${heard.content?.name}!`);
  asking(server, "test_input_required_result_sampling", "capital_question",
    sample("What is the capital of France?", 100), (heard) => heard.content?.text ?? "nothing");
  asking(server, "test_input_required_result_list_roots", "client_roots", inputRequired.listRoots(),
    (heard) => heard.roots?.map(({ uri }) => uri).join("\n") ?? "nothing");
  asking(server, "test_streaming_elicitation", "go_on",
    form("Shall it go on?", { ok: { type: "boolean" } }), (heard) => `The user chose to ${heard.action}`);

  const keeping = (name, inputRequests) => server.registerTool(name, { description: "Asks, and keeps a state" },
    async (context) => {
      const state = context.mcpReq.requestState();
      const missing = Object.keys(inputRequests).some((key) => answer(context, key) === undefined);
      if (state === undefined || missing) {
        return inputRequired({ inputRequests, requestState: await sealed.mint({ for: name }, context) });
      }
      if (state.for !== name) throw new Error("the state of another tool");
      return text("state-ok");
    });
  const confirm = { confirm: form("Please confirm", { ok: { type: "boolean" } }) };
  keeping("test_input_required_result_request_state", confirm);
  keeping("test_input_required_result_tampered_state", confirm);
  keeping("test_input_required_result_multiple_inputs", {
    user_name: form("What is your name?", { name: { type: "string" } }),
    greeting: sample("Generate a greeting", 50),
    client_roots: inputRequired.listRoots(),
  });
  server.registerTool("test_input_required_result_multi_round", { description: "Asks twice" }, async (context) => {
    const state = context.mcpReq.requestState();
    const name = answer(context, "step1")?.content?.name ?? state?.name;
    const colour = answer(context, "step2")?.content?.color;
    const ask = async (key, question) =>
      inputRequired({ inputRequests: { [key]: question }, requestState: await sealed.mint({ key, name }, context) });
    if (name === undefined) return ask("step1", form("Step 1: What is your name?", { name: { type: "string" } }));
    if (colour === undefined) {
      return ask("step2", form("Step 2: What is your favorite color?", { color: { type: "string" } }));
    }
    return text(`${name} likes ${colour}`);
  });
  server.registerTool("test_input_required_result_capabilities", { description: "Asks what it may" },
    async (context) => {
      const declared = capabilities(context);
      const inputRequests = {
        ...(declared.elicitation ? { name: form("What is your name?", { name: { type: "string" } }) } : {}),
        ...(declared.sampling ? { greeting: sample("Generate a greeting", 50) } : {}),
      };
      return context.mcpReq.inputResponses ? text("Heard it") : inputRequired({ inputRequests });
    });
  // The library itself refuses to ask for what the client did not declare.
  asking(server, "test_missing_capability", "model", sample("Are you there?", 10), () => "The model is there");
}

/** What the suite asks of servers of 2025-11-25 that want to know something in mid-call. */
function olderAskingTools(server) {
  server.registerTool("test_sampling", {
    description: "Asks the client's model",
    inputSchema: z.object({ prompt: z.string() }),
  }, async ({ prompt }, context) => {
    const heard = answer(context, "sample");
    return heard === undefined
      ? inputRequired({ inputRequests: { sample: sample(prompt, 100) } })
      : text(`LLM response: ${heard.content?.text}`);
  });
  const told = (heard) => `action=${heard.action}, content=${JSON.stringify(heard.content ?? {})}`;
  server.registerTool("test_elicitation", {
    description: "Asks the user",
    inputSchema: z.object({ message: z.string() }),
  }, async ({ message }, context) => {
    const heard = answer(context, "user");
    const asked = form(message, {
      username: { type: "string", description: "User's response" },
      email: { type: "string", description: "User's email address" },
    });
    return heard === undefined ? inputRequired({ inputRequests: { user: asked } }) : text(`User response: ${told(heard)}`);
  });
  asking(server, "test_elicitation_sep1034_defaults", "form", choices("Please fill in the form", {
    name: { type: "string", default: "John Doe" },
    age: { type: "integer", default: 30 },
    score: { type: "number", default: 95.5 },
    status: { type: "string", enum: ["active", "inactive", "pending"], default: "active" },
    verified: { type: "boolean", default: true },
  }), (heard) => `Elicitation completed: ${told(heard)}`);
  const titled = ["First", "Second", "Third"].map((word, at) => ({ const: `value${at + 1}`, title: `${word} Option` }));
  asking(server, "test_elicitation_sep1330_enums", "form", choices("Please choose", {
    untitledSingle: { type: "string", enum: ["option1", "option2", "option3"] },
    titledSingle: { type: "string", oneOf: titled },
    legacyEnum: {
      type: "string", enum: ["opt1", "opt2", "opt3"], enumNames: ["Option One", "Option Two", "Option Three"],
    },
    untitledMulti: { type: "array", items: { type: "string", enum: ["option1", "option2", "option3"] } },
    titledMulti: { type: "array", items: { anyOf: titled } },
  }), (heard) => `Elicitation completed: ${told(heard)}`);
}

function resources(server) {
  const fixed = (name, mimeType, content) => server.registerResource(name, `test://${name}`, { mimeType },
    async ({ href }) => ({ contents: [{ uri: href, mimeType, ...content }] }));
  fixed("static-text", "text/plain", { text: "This is the content of the static text resource." });
  fixed("static-binary", "image/png", { blob: PNG });
  fixed("watched-resource", "text/plain", { text: "Watched resource content" });
  server.registerResource("template", new ResourceTemplate("test://template/{id}/data", { list: undefined }),
    { mimeType: "application/json" }, async ({ href }, { id }) => ({
      contents: [{
        uri: href, mimeType: "application/json",
        text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }),
      }],
    }));
}

function prompts(server) {
  const user = (content) => ({ role: "user", content });
  const saying = (value) => user({ type: "text", text: value });
  server.registerPrompt("test_simple_prompt", { description: "A prompt without arguments" },
    async () => ({ messages: [saying("This is a simple prompt for testing.")] }));
  const places = ["paris", "park", "party", "test"];
  server.registerPrompt("test_prompt_with_arguments", {
    description: "A prompt with arguments",
    argsSchema: z.object({
      arg1: completable(z.string(), (value) => places.filter((each) => each.startsWith(value))), arg2: z.string(),
    }),
  }, async ({ arg1, arg2 }) => ({ messages: [saying(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)] }));
  server.registerPrompt("test_prompt_with_embedded_resource", {
    description: "A prompt with a resource",
    argsSchema: z.object({ resourceUri: z.string() }),
  }, async ({ resourceUri }) => ({
    messages: [
      user(embedded(resourceUri, "text/plain", "Embedded resource content for testing.")),
      saying("Please process the embedded resource above."),
    ],
  }));
  server.registerPrompt("test_prompt_with_image", { description: "A prompt with an image" }, async () => ({
    messages: [user({ type: "image", data: PNG, mimeType: "image/png" }), saying("Please analyze the image above.")],
  }));
  server.registerPrompt("test_input_required_result_prompt", { description: "A prompt that asks" }, async (context) => {
    const heard = answer(context, "user_context");
    return heard === undefined
      ? inputRequired({
        inputRequests: { user_context: form("What context should the prompt use?", { context: { type: "string" } }) },
      })
      : { messages: [saying(`In the context of ${heard.content?.context}`)] };
  });
}

/** Where changes are told: to one connection, or over HTTP to all who listen. */
let notify;

function changingTools(server) {
  const changing = (name, told) => server.registerTool(name, { description: "Says that a list changed" }, async () => {
    told();
    return text("Said so");
  });
  changing("test_trigger_tool_change", () => (notify ? notify.toolsChanged() : server.sendToolListChanged()));
  changing("test_trigger_prompt_change", () => (notify ? notify.promptsChanged() : server.sendPromptListChanged()));
}

function create() {
  const listChanged = { listChanged: true };
  const server = new McpServer({ name: "conformance-2026", version: "1" }, {
    capabilities: {
      logging: {}, completions: {}, tools: listChanged, prompts: listChanged,
      resources: { ...listChanged, subscribe: true },
    },
    requestState: { verify: sealed.verify },
  });
  for (const part of [contentTools, talkingTools, patientTools, askingTools, olderAskingTools, resources, prompts, changingTools]) {
    part(server);
  }
  return server;
}

/** The library's handler speaks fetch; this is node's HTTP server around it. */
function serveHttp() {
  const handler = createMcpHandler(create, { legacy: "reject" });
  notify = handler.notify;
  const http = createServer(async (request, response) => {
    const { host = "", origin } = request.headers;
    const local = /^(https?:\/\/)?(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
    if (!local.test(host) || (origin !== undefined && !local.test(origin))) {
      response.writeHead(403).end();
      return;
    }
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    const body = [];
    for await (const chunk of request) body.push(chunk);
    const answered = await handler.fetch(new Request(`http://${host}${request.url}`, {
      method: request.method, headers: request.headers, signal: gone.signal,
      body: request.method === "POST" ? Buffer.concat(body) : undefined,
    }));
    response.writeHead(answered.status, Object.fromEntries(answered.headers));
    try {
      for await (const chunk of answered.body ?? []) response.write(chunk);
    } catch {
      // the client went away
    }
    response.end();
  });
  http.listen(0, "127.0.0.1", () => console.error(`eras-server: ready http://127.0.0.1:${http.address().port}/mcp`));
}

if (process.argv.includes("--http")) serveHttp();
else serveStdio(create, { legacy: "reject" });

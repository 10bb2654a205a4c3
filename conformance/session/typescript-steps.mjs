// The script itself: every tool, resource, prompt and completion of the reference server, and everything around them.
import { setTimeout as sleep } from "node:timers/promises";
import { refusal } from "./typescript-answers.mjs";
import { taskSteps } from "./typescript-tasks.mjs";

const PIXEL = "data:text/plain;base64,VHJlc3RsZQ==";

/** Arguments to call each tool with; a tool of the server without a line here is called without arguments. */
const CALLS = {
  echo: [{ message: "grüß Gott \u{1F309} \"quoted\" \\ \u2028 / </script>" }, { message: "" }, {}],
  "get-annotated-message": [
    { messageType: "error", includeImage: true }, { messageType: "success" }, { messageType: "debug" },
    { messageType: "none" },
  ],
  "get-resource-links": [{ count: 4 }, {}],
  "get-resource-reference": [{ resourceType: "Text", resourceId: 3 }, { resourceType: "Blob", resourceId: 4 }],
  "get-structured-content": [{ location: "Chicago" }, { location: "Paris" }],
  "get-sum": [{ a: 1e21, b: 0.1 }, { a: -0, b: 9007199254740991 }],
  "gzip-file-as-resource": [
    { name: "one.gz", data: PIXEL, outputType: "resourceLink" }, { name: "two.gz", data: PIXEL, outputType: "resource" },
    { name: "one.gz", data: PIXEL },
  ],
};

/** Tools with a step of their own below. */
const APART = new Set([
  "toggle-simulated-logging", "toggle-subscriber-updates", "trigger-long-running-operation", "trigger-sampling-request",
  "trigger-elicitation-request", "trigger-url-elicitation", "simulate-research-query", "trigger-sampling-request-async",
  "trigger-elicitation-request-async",
]);

export async function steps({ client, recorder, scripted, types }) {
  const step = (name, action) => recorder.step(name, action);
  const call = (name, args, options) =>
    client.request({ method: "tools/call", params: { name, arguments: args } }, types.CallToolResultSchema, options);
  const long = (args, options) => call("trigger-long-running-operation", args, options);

  await step("ping", () => client.ping());
  await step("log level", () => client.setLoggingLevel("debug"));
  const { tools } = await client.listTools();
  await step("tools", () => client.listTools());
  for (const { name } of tools.filter((tool) => !APART.has(tool.name))) {
    for (const [index, args] of (CALLS[name] ?? [{}]).entries()) await step(`${name} ${index + 1}`, () => call(name, args));
  }
  await step("unknown tool", () => call("no-such-tool", {}));
  await step("call with _meta", () => client.request(
    { method: "tools/call", params: { name: "echo", arguments: { message: "m" }, _meta: { "x.example/a": [1, null] } } },
    types.CallToolResultSchema));
  await step("unknown method", () => client.request({ method: "no/such/method", params: { a: 1 } }, types.EmptyResultSchema));
  await step("unknown notification", () => client.notification({ method: "notifications/x.example", params: { a: 1 } }));

  await step("progress", () => long({ duration: 0.4, steps: 4 }, { onprogress() {} }));
  await step("no progress", () => long({ duration: 0.2, steps: 2 }));
  await step("past the switch to a stream", () => long({ duration: 1.6, steps: 1 }));
  await step("cancel", async () => {
    const cancel = new AbortController();
    const running = long({ duration: 2, steps: 4 }, { signal: cancel.signal, onprogress: () => cancel.abort("enough") });
    await running.catch(() => {});
    // The reference server goes on in spite of the cancellation; nothing of that may reach the client any more.
    await sleep(2000);
  });
  await step("three at once", () => Promise.all([3, 2, 1].map((count) =>
    long({ duration: 0.3 * count, steps: count }, { onprogress() {} }))));

  await step("logging on", async () => {
    await call("toggle-simulated-logging");
    await recorder.heard("notifications/message");
  });
  await step("logging off", () => call("toggle-simulated-logging"));

  await step("roots", () => call("get-roots-list"));
  await step("roots changed", async () => {
    scripted.roots = [{ uri: "file:///tmp/three", name: "three" }];
    await client.sendRootsListChanged();
    await recorder.heard("roots/list");
    await recorder.heard("notifications/message");
  });
  await step("roots again", () => call("get-roots-list"));

  await step("sampling", () => call("trigger-sampling-request", { prompt: "why?", maxTokens: 7 }));
  await step("sampling refused", () => {
    scripted.sampling.push(refusal());
    return call("trigger-sampling-request", { prompt: "why?" });
  });
  const filled = {
    name: "Ada", check: true, firstLine: "It was", email: "ada@example.org", homepage: "https://example.org",
    birthdate: "1815-12-10", integer: 7, number: 2.5, untitledSingleSelectEnum: "Ross",
    untitledMultipleSelectEnum: ["Piano", "Bass"], titledSingleSelectEnum: "hero-2",
    titledMultipleSelectEnum: ["fish-1", "fish-3"], legacyTitledEnum: "pet-4",
  };
  for (const answer of [{ action: "accept", content: filled }, { action: "decline" }, { action: "cancel" }]) {
    await step(`elicitation ${answer.action}`, () => {
      scripted.elicitation.push(answer);
      return call("trigger-elicitation-request");
    });
  }
  await step("elicitation error", () => {
    scripted.elicitation.push(refusal());
    return call("trigger-elicitation-request");
  });
  const link = { url: "https://example.org/login?a=1&b=2", elicitationId: "mine" };
  await step("url elicitation", () => {
    scripted.elicitation.push({ action: "accept" });
    return call("trigger-url-elicitation", link);
  });
  await step("url elicitation, id of the server", () => call("trigger-url-elicitation", { url: link.url }));
  await step("url elicitation by error", () => call("trigger-url-elicitation", { ...link, errorPath: true }));
  await step("url elicitation retried", () => call("trigger-url-elicitation", { ...link, errorPath: true }));

  await resourceSteps({ client, recorder, step, call });
  await promptSteps({ client, step });
  await taskSteps({ client, recorder, scripted, types, step, call });
  await step("log level again", () => client.setLoggingLevel("error"));
  await step("wrong log level", () => client.setLoggingLevel("loud"));
}

async function resourceSteps({ client, recorder, step, call }) {
  const { resources } = await client.listResources();
  await step("resources", () => client.listResources());
  await step("resource templates", () => client.listResourceTemplates());
  const made = ["demo://resource/dynamic/text/5", "demo://resource/dynamic/blob/6", "demo://resource/session/one.gz"];
  const none = ["demo://resource/dynamic/text/none", "nowhere://at/all"];
  for (const uri of new Set([...resources.map((resource) => resource.uri), ...made, ...none])) {
    await step(`read ${uri}`, () => client.readResource({ uri }));
  }
  const watched = "demo://resource/dynamic/text/1";
  await step("subscribe", () => client.subscribeResource({ uri: watched }));
  await step("updates on", async () => {
    await call("toggle-subscriber-updates");
    await recorder.heard("notifications/resources/updated");
  });
  await step("updates off", () => call("toggle-subscriber-updates"));
  await step("unsubscribe", () => client.unsubscribeResource({ uri: watched }));
}

async function promptSteps({ client, step }) {
  const ask = (ref, name, value, context) => client.complete({ ref, argument: { name, value }, ...(context && { context }) });
  const prompt = { type: "ref/prompt", name: "completable-prompt" };
  const template = { type: "ref/resource", uri: "demo://resource/dynamic/text/{resourceId}" };
  await step("prompts", () => client.listPrompts());
  await step("simple prompt", () => client.getPrompt({ name: "simple-prompt" }));
  await step("prompt with arguments", () => client.getPrompt({ name: "args-prompt", arguments: { city: "Ulm", state: "BW" } }));
  await step("prompt without its argument", () => client.getPrompt({ name: "args-prompt", arguments: {} }));
  await step("completable prompt", () =>
    client.getPrompt({ name: "completable-prompt", arguments: { department: "Sales", name: "Eve" } }));
  for (const resourceType of ["Text", "Blob"]) {
    await step(`prompt with resource ${resourceType}`, () =>
      client.getPrompt({ name: "resource-prompt", arguments: { resourceType, resourceId: "2" } }));
  }
  await step("unknown prompt", () => client.getPrompt({ name: "none" }));
  await step("complete", () => ask(prompt, "department", "S"));
  await step("complete with context", () => ask(prompt, "name", "", { arguments: { department: "Sales" } }));
  await step("complete a template", () => ask(template, "resourceId", "12"));
  await step("complete nothing", () => ask(template, "resourceId", "x"));
  await step("complete the unknown", () => ask({ type: "ref/prompt", name: "none" }, "a", ""));
}

// What the scripted client answers when the server asks: the next prepared answer, at once or as a task of its own.
import {
  CreateMessageRequestSchema, ElicitRequestSchema, ListRootsRequestSchema, McpError,
} from "@modelcontextprotocol/sdk/types.js";

const MESSAGE = {
  role: "assistant", model: "none", stopReason: "endTurn", content: { type: "text", text: "Ünïcödé – 𝄞 \u0001" },
};

/** Installs the handlers; `next` of the result holds what the following questions get. */
export function answers(client) {
  const scripted = {
    roots: [{ uri: "file:///tmp/one", name: "one" }, { uri: "file:///tmp/two" }],
    sampling: [],
    elicitation: [],
  };

  const prepared = (queue, fallback) => {
    const answer = queue.shift() ?? fallback;
    if (answer instanceof Error) throw answer;
    return answer;
  };

  /** A question with `task` gets a task, whose result follows a little later: well before the server's first poll. */
  const answer = async (request, extra, result) => {
    if (!request.params.task) return result;
    const task = await extra.taskStore.createTask({ ttl: request.params.task.ttl, pollInterval: 1000 });
    setTimeout(() => extra.taskStore.storeTaskResult(task.taskId, "completed", result).catch(() => {}), 200);
    return { task };
  };

  client.setRequestHandler(ListRootsRequestSchema, () => ({ roots: scripted.roots }));
  client.setRequestHandler(CreateMessageRequestSchema, (request, extra) =>
    answer(request, extra, prepared(scripted.sampling, MESSAGE)));
  client.setRequestHandler(ElicitRequestSchema, (request, extra) =>
    answer(request, extra, prepared(scripted.elicitation, { action: "cancel" })));
  return scripted;
}

export const refusal = () => new McpError(-1, "User rejected sampling request", { reason: "test" });

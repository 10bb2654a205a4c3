// The part of the script about tasks: the server's, polled by the client, and the client's, polled by the server.

const DONE = { action: "accept", content: { interpretation: "snake" } };

export async function taskSteps({ client, recorder, scripted, types, step, call }) {
  const research = (args) => client.request(
    { method: "tools/call", params: { name: "simulate-research-query", arguments: args, task: { ttl: 60_000 } } },
    types.CreateTaskResultSchema);
  const about = (method, taskId, schema) => client.request({ method, params: { taskId } }, schema);

  await step("task tool without task", () => call("simulate-research-query", { topic: "bridges" }));
  let taskId;
  await step("task", async () => {
    ({ task: { taskId } } = await research({ topic: "bridges" }));
    await about("tasks/get", taskId, types.GetTaskResultSchema);
    await about("tasks/result", taskId, types.CallToolResultSchema);
  });
  await step("task afterwards", () => about("tasks/get", taskId, types.GetTaskResultSchema));
  await step("task that asks", async () => {
    scripted.elicitation.push(DONE);
    const { task } = await research({ topic: "python", ambiguous: true });
    await about("tasks/result", task.taskId, types.CallToolResultSchema);
  });
  await step("task cancelled", async () => {
    const { task } = await research({ topic: "nothing" });
    await about("tasks/cancel", task.taskId, types.CancelTaskResultSchema);
  });
  await step("tasks", () => client.request({ method: "tasks/list", params: {} }, types.ListTasksResultSchema));
  await step("unknown task", () => about("tasks/get", "none", types.GetTaskResultSchema));

  await step("sampling as a task of the client", () => call("trigger-sampling-request-async", { prompt: "why?" }));
  await step("elicitation as a task of the client", () => {
    scripted.elicitation.push({ action: "accept", content: { name: "Ada", favoriteColor: "Blue", agreeToTerms: true } });
    return call("trigger-elicitation-request-async");
  });
}

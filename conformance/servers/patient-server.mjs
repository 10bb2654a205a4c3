// Says on stderr and by a progress notification that it has a call, and then: {hang: true} never answers, otherwise
// {steps, millis} reports each step and answers at the end.
import { setTimeout as sleep } from "node:timers/promises";
import { answer, send, serve } from "./stdio-server.mjs";

serve(async ({ id, params }) => {
  const { hang, steps, millis, note } = params.arguments;
  const { progressToken } = params._meta;
  const progress = (step) => send({
    jsonrpc: "2.0", method: "notifications/progress",
    params: { progressToken, progress: step, message: JSON.stringify({ pid: process.pid }) },
  });
  process.stderr.write(`working on ${note}\n`);
  progress(1);
  if (hang) return;
  for (let step = 2; step <= steps; step++) {
    await sleep(millis);
    progress(step);
  }
  answer(id, note);
});

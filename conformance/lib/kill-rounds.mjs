// The three ways in which parts/kill.mjs breaks something, each as one round that checks itself and leaves nothing.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { here } from "./paths.mjs";
import { alive, descendants } from "./proc.mjs";
import { HttpSession } from "./streamable-http.mjs";
import { startTrestle } from "./trestle.mjs";
import { until, within } from "./wait.mjs";

export const backend = [process.execPath, join(here, "servers", "patient-server.mjs")];

const SIGKILL_EXIT = 137;

const call = (id, args) => ({
  jsonrpc: "2.0", id, method: "tools/call",
  params: { name: "work", arguments: args, _meta: { progressToken: `token ${id}` } },
});

function check(truth, what) {
  if (!truth) throw new Error(what);
}

/** Starts a call and waits for its first event, which says that the child has it and which process that is. */
async function started(session, id, args) {
  let first;
  const heard = new Promise((resolve) => (first = resolve));
  const exchange = session.stream(call(id, args), (event) => event.data && first(event));
  const early = exchange.done.then(() => {
    throw new Error(`call ${id} ended with ${exchange.answer.status} and no event: ${exchange.answer.body}`);
  });
  early.catch(() => {}); // of interest only as long as nobody has heard anything
  const event = await within(`the first event of call ${id}`, 20_000, Promise.race([heard, early]));
  return { ...exchange, lastEventId: event.id, pid: JSON.parse(JSON.parse(event.data).params.message).pid };
}

/** (a) A child dies by SIGKILL in mid-call: all its calls fail within a second and say why. */
export async function childKilled(url) {
  const session = new HttpSession(url);
  await session.open();
  const note = randomUUID();
  const calls = await Promise.all([1, "1", 2, "2"].map((id) => started(session, id, { hang: true, note })));
  const killed = performance.now();
  process.kill(calls[0].pid, "SIGKILL");
  const answers = await within("the failing of all calls of a killed child", 5_000, Promise.all(calls.map(({ done }) => done)));
  const millis = performance.now() - killed;
  check(millis <= 1000, `the calls of a killed child failed after ${Math.round(millis)} ms`);
  for (const { messages } of answers) {
    const { error } = messages.at(-1);
    const told = JSON.stringify(messages.at(-1));
    check(error?.data?.trestle?.code === "backend_exited", `not told that the backend exited: ${told}`);
    check(error.message.includes(`code ${SIGKILL_EXIT}`), `no exit code: ${told}`);
    check(error.message.includes(`working on ${note}`), `no stderr tail: ${told}`);
  }
  const status = await session.delete();
  check(status < 300 || status === 404, `DELETE after the child's death: ${status}`);
  return millis;
}

/** (b) The client's connection is cut in mid-stream: the call goes on, its result is kept, the session lives. */
export async function connectionCut(url, resumeLate) {
  const session = new HttpSession(url);
  await session.open();
  const note = randomUUID();
  const running = await started(session, 1, { steps: 5, millis: 40, note });
  check(running.lastEventId !== undefined, "the stream's events have no ids");
  running.cut();

  const pong = await session.post({ jsonrpc: "2.0", id: 2, method: "ping" });
  check(pong.status === 200 && pong.messages[0]?.result, `ping after the cut: ${pong.status} ${pong.body}`);
  if (resumeLate) await sleep(400);

  let result;
  const resumed = session.listen((event) => {
    const message = event.data ? JSON.parse(event.data) : {};
    if (message.id !== undefined) result = message;
  }, running.lastEventId);
  await until("the kept result", () => result, 5_000);
  resumed.cut();
  check(result.id === 1 && result.result?.content[0].text === note, `resumed with ${JSON.stringify(result)}`);
  const steps = resumed.answer.messages.map((message) => message.params?.progress).filter(Boolean);
  check(steps.join() === "2,3,4,5", `resumed with the steps ${steps.join()} instead of 2,3,4,5`);

  const status = await session.delete();
  check(status < 300, `DELETE: ${status}`);
  await until("the end of the child after DELETE", () => !alive(running.pid), 5_000);
  const after = new HttpSession(url);
  after.sessionId = session.sessionId;
  const gone = await after.post({ jsonrpc: "2.0", id: 3, method: "ping" });
  check(gone.status === 404, `a deleted session answers ${gone.status}`);
  after.agent.destroy();
}

/** Calls one after the other until the server is gone. */
async function keepCalling(session) {
  for (let id = 1; ; id++) {
    try {
      const { status } = await session.post(call(id, { steps: 2, millis: 20, note: "load" }));
      if (status !== 200) return;
    } catch {
      return;
    }
  }
}

/** (c) SIGTERM under load: exit 0 within 5 s, every call settled, no child left. */
export async function terminated() {
  const trestle = await startTrestle(backend);
  const sessions = Array.from({ length: 4 }, () => new HttpSession(trestle.url));
  await Promise.all(sessions.map((session) => session.open()));
  const hanging = await Promise.all(sessions.map((session) => started(session, "hang", { hang: true, note: "stuck" })));
  const callers = sessions.map(keepCalling);
  const children = descendants(trestle.pid);
  check(children.length >= sessions.length, `only ${children.length} children under load`);
  await sleep(200);

  const start = performance.now();
  trestle.kill("SIGTERM");
  const ended = within("the end after SIGTERM", 10_000, trestle.ended);
  const { code, signal } = await ended.finally(() => trestle.kill("SIGKILL"));
  const millis = performance.now() - start;
  check(code === 0, `SIGTERM under load: exit ${code ?? signal}\n${trestle.stderr.slice(-2000)}`);
  check(millis <= 5000, `SIGTERM under load: ended after ${Math.round(millis)} ms`);
  const left = children.filter(alive);
  left.forEach((pid) => process.kill(pid, "SIGKILL"));
  check(left.length === 0, `SIGTERM under load left ${left.length} children`);
  await within("the settling of all calls", 2_000,
    Promise.allSettled([...hanging.map(({ done }) => done), ...callers]));
  sessions.forEach(({ agent }) => agent.destroy());
  return millis;
}

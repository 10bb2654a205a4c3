// Proves: under load every answer reaches the caller that asked, none is lost, none comes twice.
//
// 16 clients at once, each with a session and so a process of its own; 20,000 calls, each with a payload that occurs
// once. All clients use the same ids: every number, and every number again as a string. The child answers in random order.
import { join } from "node:path";
import { here } from "../lib/paths.mjs";
import { part } from "../lib/report.mjs";
import { HttpSession } from "../lib/streamable-http.mjs";
import { startTrestle } from "../lib/trestle.mjs";

const CLIENTS = 16;
const CALLS = 20_000;
const AT_ONCE = 32;
const NUMBERS = CALLS / CLIENTS / 2;

/** 1, "1", 2, "2", …: next to each other, so that both are on the way together. */
function* ids() {
  for (let number = 1; number <= NUMBERS; number++) {
    yield number;
    yield String(number);
  }
}

async function runClient(url, client, problem) {
  const session = new HttpSession(url, { maxSockets: AT_ONCE + 1 });
  await session.open();
  const unasked = session.listen((event) => event.data && problem(`client ${client}: unasked ${event.data}`));
  const todo = ids();
  const pids = new Set();
  let answered = 0;

  const caller = async () => {
    for (const id of todo) {
      const payload = `client ${client}, id ${JSON.stringify(id)}, ${Math.random()}`;
      const { status, messages, body } = await session.call(id, "work", { payload });
      const where = `client ${client}, id ${JSON.stringify(id)}`;
      if (status !== 200 || messages.length !== 1) {
        problem(`${where}: status ${status}, ${messages.length} messages: ${body || JSON.stringify(messages)}`);
        continue;
      }
      const [message] = messages;
      if (message.id !== id) problem(`${where}: answered as ${JSON.stringify(message.id)}`);
      const said = JSON.parse(message.result?.content[0].text ?? "{}");
      if (said.payload !== payload) problem(`${where}: got ${JSON.stringify(message).slice(0, 200)}`);
      else answered++;
      pids.add(said.pid);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
  unasked.cut();
  const status = await session.delete();
  if (status >= 300) problem(`client ${client}: DELETE ${status}`);
  if (pids.size !== 1) problem(`client ${client}: answered by ${pids.size} processes`);
  return { answered, pid: [...pids][0] };
}

await part("load", async (problem) => {
  const trestle = await startTrestle([process.execPath, join(here, "servers", "shuffling-server.mjs")]);
  const started = performance.now();
  const clients = await Promise.all(Array.from({ length: CLIENTS }, (_, i) => runClient(trestle.url, i + 1, problem)));
  const seconds = (performance.now() - started) / 1000;
  await trestle.stop();

  const answered = clients.reduce((sum, client) => sum + client.answered, 0);
  const processes = new Set(clients.map(({ pid }) => pid)).size;
  if (answered !== CALLS) problem(`${answered} of ${CALLS} calls got their own answer`);
  if (processes !== CLIENTS) problem(`${processes} processes answered ${CLIENTS} sessions`);
  return `${answered} of ${CALLS} calls answered right, ${CLIENTS} clients, ${Math.round(CALLS / seconds)} calls/s`;
});

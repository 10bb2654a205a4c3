// Proves: whatever is killed, what depends on it is told at once, what does not goes on, and nothing is left behind.
//
// 200 rounds of the three kills of lib/kill-rounds.mjs. The same Trestle lives through the rounds of (a) and (b); its
// children, threads and descriptors are counted in /proc before and after them.
import { backend, childKilled, connectionCut, terminated } from "../lib/kill-rounds.mjs";
import { census } from "../lib/proc.mjs";
import { part } from "../lib/report.mjs";
import { startTrestle } from "../lib/trestle.mjs";
import { until } from "../lib/wait.mjs";

const WARM_UP = 20;
const ROUNDS = { childKilled: 95, connectionCut: 95, terminated: 10 };
const AT_ONCE = { childKilled: 4, connectionCut: 4, terminated: 2 };
const BOUND = { processes: 0, threads: 2, descriptors: 2 };

/** Runs rounds, a few at a time; collects what they return. */
async function rounds(count, atOnce, round, problem) {
  const results = [];
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const index = next++;
      try {
        results.push(await round(index));
      } catch (error) {
        problem(`round ${index + 1}: ${error.message}`);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

const worst = (millis) => `${Math.round(Math.max(0, ...millis))} ms`;

const growth = (before, after) =>
  Object.fromEntries(Object.keys(BOUND).map((name) => [name, after[name] - before[name]]));

const bounded = (grown) => Object.keys(BOUND).every((name) => grown[name] <= BOUND[name]);

await part("kill", async (problem) => {
  const trestle = await startTrestle(backend);
  const kill = () => childKilled(trestle.url);
  const cut = (index) => connectionCut(trestle.url, index % 2 === 1);
  await rounds(WARM_UP, AT_ONCE.childKilled, kill, problem);
  await rounds(WARM_UP, AT_ONCE.connectionCut, cut, problem);
  await until("all children of the warm-up to end", () => census(trestle.pid).processes === 0, 10_000).catch(() => {});
  const before = census(trestle.pid);

  const failed = await rounds(ROUNDS.childKilled, AT_ONCE.childKilled, kill, problem);
  await rounds(ROUNDS.connectionCut, AT_ONCE.connectionCut, cut, problem);
  let grown;
  // The JDK keeps the thread that waited for a child for 60 s, and so do pools with theirs; what is left after that stays.
  await until("nothing to be left", () => bounded((grown = growth(before, census(trestle.pid)))), 75_000)
    .catch(() => problem(`left behind: ${JSON.stringify(grown)} over ${JSON.stringify(before)}`));
  await trestle.stop();

  const ended = await rounds(ROUNDS.terminated, AT_ONCE.terminated, terminated, problem);
  return `${ROUNDS.childKilled} + ${ROUNDS.connectionCut} + ${ROUNDS.terminated} rounds; calls of a killed child failed `
    + `within ${worst(failed)}; SIGTERM under load took ${worst(ended)}; growth ${JSON.stringify(grown)}`;
});

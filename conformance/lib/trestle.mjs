// Starts and stops processes under test. Every one is stopped on exit, however the script ends.
import { spawn } from "node:child_process";
import { launcher } from "./paths.mjs";
import { within } from "./wait.mjs";

const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/**
 * Starts a server that says on stderr where it listens.
 * @param ready a pattern whose first group is the URL
 */
export async function startServer(command, ready, { env = process.env, limitMillis = 60_000 } = {}) {
  const child = spawn(command[0], command.slice(1), { env, stdio: ["ignore", "ignore", "pipe"] });
  running.add(child);
  const server = { pid: child.pid, url: undefined, stderr: "" };
  server.ended = new Promise((resolve) => child.once("close", (code, signal) => {
    running.delete(child);
    resolve({ code, signal });
  }));
  server.kill = (signal) => child.kill(signal);
  server.stop = async () => {
    child.kill("SIGTERM");
    return within(`the end of ${command[0]}`, 10_000, server.ended);
  };
  const listening = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.stderr.setEncoding("utf8").on("data", (text) => {
      server.stderr = (server.stderr + text).slice(-100_000);
      const match = ready.exec(server.stderr);
      if (match) resolve(match[1]);
    });
    server.ended.then(({ code }) => reject(new Error(`${command.join(" ")}: exit ${code}\n${server.stderr}`)));
  });
  server.url = await within(`the start of ${command[0]}`, limitMillis, listening);
  return server;
}

/** `./trestle serve -- command…` on a free port. */
export function startTrestle(command, { options = [], env } = {}) {
  return startServer([launcher, "serve", "--port", "0", ...options, "--", ...command],
    /^trestle: ready (http\S+)/m, { env });
}

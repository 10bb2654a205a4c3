// Proves: a page in a real browser, on another origin, can initialize, call, read a stream and resume it; and a page
// of an origin that is not allowed can do nothing.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { everything, here } from "../lib/paths.mjs";
import { part } from "../lib/report.mjs";
import { startTrestle } from "../lib/trestle.mjs";
import { within } from "../lib/wait.mjs";

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
  "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
];

/** CHROMIUM, or what is installed, or Debian's, which is installed where that is possible. */
function browser() {
  const known = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = () => known.find((path) => path && existsSync(path));
  if (!found() && existsSync("/usr/bin/apt-get") && process.getuid() === 0) {
    console.log("browser: installing chromium ...");
    for (const args of [["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]]) {
      spawnSync("apt-get", args, { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
    }
  }
  const path = found();
  if (!path) throw new Error("no browser: install chromium, or name one in the variable CHROMIUM");
  return path;
}

/** Serves the page and hears what it reports. */
async function pages(host) {
  const page = readFileSync(join(here, "pages", "client.html"));
  let report;
  const reported = new Promise((resolve) => (report = resolve));
  const server = createServer((request, response) => {
    if (request.method === "POST") {
      let body = "";
      request.on("data", (piece) => (body += piece)).on("end", () => report(JSON.parse(body)));
      response.writeHead(204).end();
    } else {
      response.writeHead(200, { "Content-Type": "text/html" }).end(page);
    }
  });
  await new Promise((resolve) => server.listen(0, host, resolve));
  return { port: server.address().port, reported, close: () => server.close() };
}

/** What the page says that happened to it. */
async function visit(program, host, name, endpoint) {
  const served = await pages(host);
  const profile = mkdtempSync(join(tmpdir(), "trestle-browser-"));
  const url = `http://${name}:${served.port}/?endpoint=${encodeURIComponent(endpoint)}`;
  const child = spawn(program, [...FLAGS, `--user-data-dir=${profile}`, url], { stdio: "ignore", detached: true });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  try {
    return await within(`the report of ${url}`, 60_000, served.reported);
  } finally {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await gone;
    served.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

await part("browser", async (problem) => {
  const program = browser();
  const trestle = await startTrestle(everything);
  const allowed = await visit(program, "127.0.0.1", "localhost", trestle.url);
  const foreign = await visit(program, "127.0.0.2", "127.0.0.2", trestle.url);
  await trestle.stop();

  const expected = [
    ["initialize", { status: 200, session: true, server: "mcp-servers/everything" }],
    ["initialized", 202],
    ["call", "Echo: from a page"],
    ["stream", { progress: [1, 2, 3, 4], answers: 1 }],
    ["listen", { status: 200, type: "text/event-stream" }],
    ["refused", { status: 404, message: "Session not found" }],
    ["delete", 204],
  ];
  for (const [i, step] of expected.entries()) {
    const [want, got] = [JSON.stringify(step), JSON.stringify(allowed.steps[i])];
    if (want !== got) problem(`${allowed.origin}: expected ${want}, but ${got}`);
  }
  if (allowed.steps.length !== expected.length) problem(`${allowed.origin}: ${JSON.stringify(allowed.steps.slice(expected.length))}`);
  if (!/^\[\["failed","TypeError: Failed to fetch/.test(JSON.stringify(foreign.steps))) {
    problem(`${foreign.origin} should be refused, but ${JSON.stringify(foreign.steps)}`);
  }
  return `a page of ${allowed.origin} did ${allowed.steps.length} steps, one of ${foreign.origin} could do nothing`;
});

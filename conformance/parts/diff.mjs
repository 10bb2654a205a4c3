// Proves: for a client nothing differs between a direct connection and one through Trestle, but for expected-diff.md.
//
// Two clients each run one scripted session against the reference server twice, over stdio and through
// `./trestle serve -- server-everything`. All that they say and hear is recorded, normalised and compared.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { differences, judge } from "../lib/differences.mjs";
import { normalise } from "../lib/normalise.mjs";
import { everything, here, java, target, testClasspath } from "../lib/paths.mjs";
import { part } from "../lib/report.mjs";
import { startTrestle } from "../lib/trestle.mjs";
import { within } from "../lib/wait.mjs";

const folder = join(target, "diff");
const SESSION_LIMIT_MILLIS = 180_000;

/** The same few variables for both sides: get-env prints what arrives at the server. */
const env = Object.fromEntries(["PATH", "HOME", "LANG", "JAVA_HOME"]
  .filter((name) => process.env[name] !== undefined).map((name) => [name, process.env[name]]));
env.DIFF_CHECK = "grüß \"Gott\" = $HOME";

const clients = {
  typescript: [process.execPath, join(here, "session", "typescript.mjs")],
  java: [java, "-XX:TieredStopAtLevel=1", "-cp", testClasspath(), "dev.trestle.mcp.standalone.conformance.JavaSdkSession"],
};

function session(client, way, connection) {
  const file = join(folder, `${client}-${way}.jsonl`);
  const [program, ...args] = clients[client];
  const child = spawn(program, [...args, file, ...connection], { env, stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr = (stderr + text).slice(-4000)));
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(normalise(readFileSync(file, "utf8")));
      else reject(new Error(`the ${way} session of ${client} ended with ${code}: ${stderr}`));
    });
  });
  return within(`the ${way} session of ${client}`, SESSION_LIMIT_MILLIS, ended);
}

await part("diff", async (problem) => {
  mkdirSync(folder, { recursive: true });
  const trestle = await startTrestle(everything, { env });
  const names = Object.keys(clients);
  const sessions = await Promise.all(names.flatMap((client) =>
    [session(client, "direct", ["--", ...everything]), session(client, "through", [trestle.url])]));
  await trestle.stop();

  const found = new Map();
  const sizes = [];
  names.forEach((client, index) => {
    const [direct, through] = sessions.slice(2 * index, 2 * index + 2);
    found.set(client, differences(direct, through));
    const messages = [...direct.values()].reduce((sum, lines) => sum + lines.length, 0);
    sizes.push(`${client} ${direct.size} steps, ${messages} messages`);
  });
  const report = [...found].flatMap(([client, lines]) => lines.map(({ step, line }) => `${client} / ${step}: ${line}`));
  writeFileSync(join(folder, "differences.txt"), report.map((line) => `${line}\n`).join(""));

  const { unexpected, stale, excused } = judge(found);
  for (const line of [...unexpected, ...stale]) problem(line.length > 600 ? `${line.slice(0, 600)} …` : line);
  return `${sizes.join("; ")}; ${excused} expected differences, ${unexpected.length} others (target/diff)`;
});

// Runs a server and writes down the methods of what its client says to it: overhear.mjs FILE COMMAND…
import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [file, ...command] = process.argv.slice(2);
const server = spawn(command[0], command.slice(1), { stdio: ["pipe", "inherit", "inherit"] });
server.on("close", (code) => process.exit(code ?? 1));
const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  appendFileSync(file, `${JSON.parse(line).method ?? "answer"}\n`);
  server.stdin.write(`${line}\n`);
});
lines.on("close", () => server.stdin.end());

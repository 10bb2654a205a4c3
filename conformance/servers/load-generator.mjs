// A process of its own that calls as fast as it gets answers, over raw keep-alive connections, one call at a time on each.
//
// Usage: load-generator.mjs URL CONNECTIONS [legacy|modern [BYTES]]: "modern" is 2026-07-28 without sessions, BYTES how long the text is
// that is sent. On standard input a line "SECONDS" runs one round; the answer is a line {calls, errors} on standard output.
import { connect } from "node:net";
import { createInterface } from "node:readline";

const url = new URL(process.argv[2]);
const connections = Number(process.argv[3]);
const PAYLOAD = "some words, 0123456789. ".repeat(3_000).slice(0, Number(process.argv[5] ?? 40));
const modern = process.argv[4] === "modern";
const VERSION = modern ? "2026-07-28" : "2025-11-25";
const META = modern
  ? `,"_meta":{"io.modelcontextprotocol/protocolVersion":"${VERSION}","io.modelcontextprotocol/clientCapabilities":{},`
    + '"io.modelcontextprotocol/clientInfo":{"name":"load","version":"1"}}'
  : "";

/** One keep-alive connection: sends a body, resolves with the status and the text of the answer. */
class Connection {
  #buffer = "";
  #waiting;

  async open() {
    this.socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    this.socket.setEncoding("latin1");
    await new Promise((resolve, reject) => this.socket.once("connect", resolve).once("error", reject));
    this.socket.on("error", (error) => this.#waiting?.reject(error));
    this.socket.on("close", () => this.#waiting?.reject(new Error("closed")));
    this.socket.on("data", (text) => {
      this.#buffer += text;
      this.#take();
    });
  }

  post(body, headers = "") {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.socket.write(`POST ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\n`
        + `Accept: application/json, text/event-stream\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`);
    });
  }

  #take() {
    const end = this.#buffer.indexOf("\r\n\r\n");
    if (end < 0) return;
    const head = this.#buffer.slice(0, end);
    const length = /content-length: *(\d+)/i.exec(head)?.[1];
    const chunked = /transfer-encoding: *chunked/i.test(head);
    let size;
    if (chunked) {
      const last = this.#buffer.indexOf("0\r\n\r\n", end + 4);
      if (last < 0) return;
      size = last + 5 - end - 4;
    } else {
      size = Number(length ?? 0);
      if (this.#buffer.length < end + 4 + size) return;
    }
    const answer = { status: Number(head.slice(9, 12)), head, body: this.#buffer.slice(end + 4, end + 4 + size) };
    this.#buffer = this.#buffer.slice(end + 4 + size);
    this.#waiting.resolve(answer);
  }
}

class Caller {
  #id = 0;

  async open() {
    this.connection = new Connection();
    await this.connection.open();
    if (modern) {
      this.headers = `MCP-Protocol-Version: ${VERSION}\r\nMcp-Method: tools/call\r\nMcp-Name: echo\r\n`;
      return;
    }
    const { head, status } = await this.connection.post(JSON.stringify({
      jsonrpc: "2.0", id: "open", method: "initialize",
      params: { protocolVersion: VERSION, capabilities: {}, clientInfo: { name: "load", version: "1" } },
    }));
    if (status !== 200) throw new Error(`initialize: ${head}`);
    const session = /mcp-session-id: *(\S+)/i.exec(head)?.[1];
    this.headers = session ? `Mcp-Session-Id: ${session}\r\nMCP-Protocol-Version: ${VERSION}\r\n` : "";
    await this.connection.post(JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" }), this.headers);
  }

  async round(end, tally) {
    while (performance.now() < end) {
      const id = ++this.#id;
      const body = `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"echo","arguments":{"text":"${PAYLOAD}"}${META}}}`;
      const answer = await this.connection.post(body, this.headers);
      tally.calls++;
      if (answer.status !== 200 || !answer.body.includes(`"id":${id},`)) tally.errors++;
    }
  }
}

const callers = Array.from({ length: connections }, () => new Caller());
for (const caller of callers) await caller.open();
console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  const tally = { calls: 0, errors: 0 };
  const end = performance.now() + Number(line) * 1000;
  await Promise.all(callers.map((caller) => caller.round(end, tally)));
  console.log(JSON.stringify(tally));
}
process.exit(0);

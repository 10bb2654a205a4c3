// A client of Streamable HTTP that shares no code with the product or the SDKs: it shows what is on the wire.
import http from "node:http";

const VERSION = "2025-11-25";

/** Splits a text/event-stream into events {id, data}; comments and retry lines are passed over. */
export class EventReader {
  constructor(onEvent) {
    this.onEvent = onEvent;
    this.rest = "";
  }

  push(text) {
    const blocks = (this.rest + text).split("\n\n");
    this.rest = blocks.pop();
    for (const block of blocks) {
      const event = { id: undefined, data: undefined };
      for (const line of block.split("\n")) {
        if (line.startsWith("id:")) event.id = line.slice(3).trim();
        if (line.startsWith("data:")) event.data = (event.data ?? "") + line.slice(5).trim();
      }
      if (event.id !== undefined || event.data !== undefined) this.onEvent(event);
    }
  }
}

export class HttpSession {
  constructor(url, { maxSockets = Infinity } = {}) {
    this.url = url;
    this.agent = new http.Agent({ keepAlive: true, maxSockets });
    this.sessionId = undefined;
  }

  async open(capabilities = {}) {
    const params = { protocolVersion: VERSION, capabilities, clientInfo: { name: "conformance", version: "1" } };
    const answer = await this.post({ jsonrpc: "2.0", id: "open", method: "initialize", params });
    this.sessionId = answer.headers["mcp-session-id"];
    if (answer.status !== 200 || !this.sessionId) throw new Error(`initialize: ${answer.status} ${answer.body}`);
    const accepted = await this.post({ jsonrpc: "2.0", method: "notifications/initialized" });
    if (accepted.status !== 202) throw new Error(`initialized: ${accepted.status} ${accepted.body}`);
    return answer.messages[0].result;
  }

  call(id, name, args) {
    return this.post({ jsonrpc: "2.0", id, method: "tools/call", params: { name, arguments: args } });
  }

  /** Sends one message and reads the whole answer, JSON or events. */
  post(message) {
    return this.#exchange("POST", {}, JSON.stringify(message)).done;
  }

  /** Sends one message and hands out each event as it comes; `cut` breaks the connection. */
  stream(message, onEvent) {
    return this.#exchange("POST", {}, JSON.stringify(message), onEvent);
  }

  /** Opens the session's own stream, or continues one from an event. */
  listen(onEvent, lastEventId) {
    return this.#exchange("GET", lastEventId === undefined ? {} : { "last-event-id": lastEventId }, undefined, onEvent);
  }

  async delete() {
    const answer = await this.#exchange("DELETE", {}).done;
    this.agent.destroy();
    return answer.status;
  }

  #headers() {
    const headers = { accept: "application/json, text/event-stream", "content-type": "application/json" };
    if (this.sessionId) Object.assign(headers, { "mcp-session-id": this.sessionId, "mcp-protocol-version": VERSION });
    return headers;
  }

  #exchange(method, headers, body, onEvent = () => {}) {
    const answer = { status: 0, headers: {}, body: "", messages: [], events: [] };
    const request = http.request(this.url, { method, agent: this.agent, headers: { ...this.#headers(), ...headers } });
    const done = new Promise((resolve, reject) => {
      request.once("error", reject);
      request.once("response", (response) => {
        answer.status = response.statusCode;
        answer.headers = response.headers;
        const events = String(response.headers["content-type"]).startsWith("text/event-stream");
        const reader = new EventReader((event) => {
          answer.events.push(event);
          if (event.data) answer.messages.push(JSON.parse(event.data));
          onEvent(event);
        });
        response.setEncoding("utf8");
        response.on("data", (text) => {
          if (events) reader.push(text);
          else answer.body += text;
        });
        response.once("error", reject);
        response.once("end", () => {
          if (!events && answer.body.startsWith("{")) answer.messages.push(JSON.parse(answer.body));
          resolve(answer);
        });
      });
    });
    done.catch(() => {}); // a cut connection is no surprise to whoever cut it
    request.end(body);
    return { done, answer, cut: () => request.destroy() };
  }
}

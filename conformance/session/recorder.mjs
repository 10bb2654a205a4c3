// Records what a client says and hears, message by message, under the name of the step of the script it happens in.
import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../lib/wait.mjs";

/** So long nothing may come before a step counts as over. */
const SILENCE_MILLIS = 150;

export class Recorder {
  #entries = [];
  #step = "connect";
  #last = performance.now();

  note(direction, message) {
    this.#entries.push({ step: this.#step, direction, message: structuredClone(message) });
    this.#last = performance.now();
  }

  /** Runs one step; a client's exception is part of what is compared, not a reason to stop. */
  async step(name, action) {
    this.#step = name;
    this.#last = performance.now();
    try {
      await action();
    } catch (error) {
      this.note("client fails", { code: error.code ?? null, message: String(error.message) });
    }
    await this.#quiet();
  }

  async #quiet() {
    for (;;) {
      const left = SILENCE_MILLIS - (performance.now() - this.#last);
      if (left <= 0 && this.#unanswered() === 0) return;
      await sleep(Math.max(left, 10));
      if (left < -15_000) return; // an answer that never comes shows in the comparison
    }
  }

  /** Requests of this step without answer, but for those that the client took back. */
  #unanswered() {
    const open = new Set();
    for (const { step, direction, message } of this.#entries) {
      if (step !== this.#step) continue;
      const asker = direction === "sends" ? "c" : "s";
      const other = direction === "sends" ? "s" : "c";
      if (message.method !== undefined && message.id !== undefined) open.add(`${asker}${message.id}`);
      else if (message.method === "notifications/cancelled") open.delete(`${asker}${message.params.requestId}`);
      else if (message.id !== undefined) open.delete(`${other}${message.id}`);
    }
    return open.size;
  }

  /** Waits until this step has heard so many messages of a method. */
  heard(method, count = 1) {
    const seen = () => this.#entries.filter(({ step, direction, message }) =>
      step === this.#step && direction === "hears" && message.method === method).length >= count;
    return until(`${count} × ${method} in step "${this.#step}"`, seen, 10_000);
  }

  save(file) {
    writeFileSync(file, this.#entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
  }
}

/** A transport of the SDK with a recorder between it and the client; it changes nothing. */
export class RecordingTransport {
  constructor(inner, recorder) {
    this.inner = inner;
    this.recorder = recorder;
  }

  get sessionId() {
    return this.inner.sessionId;
  }

  setProtocolVersion(version) {
    this.inner.setProtocolVersion?.(version);
  }

  async start() {
    this.inner.onclose = () => this.onclose?.();
    this.inner.onerror = (error) => this.onerror?.(error);
    this.inner.onmessage = (message, extra) => {
      this.recorder.note("hears", message);
      this.onmessage?.(message, extra);
    };
    await this.inner.start();
  }

  send(message, options) {
    this.recorder.note("sends", message);
    return this.inner.send(message, options);
  }

  close() {
    return this.inner.close();
  }
}

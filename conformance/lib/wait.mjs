// Bounded waiting: nothing in these scripts waits for ever, and nothing fails without saying what it waited for.
import { setTimeout as sleep } from "node:timers/promises";

/** Polls until the condition is truthy and returns its value; throws after the limit. */
export async function until(what, condition, limitMillis = 10_000, everyMillis = 20) {
  const end = performance.now() + limitMillis;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() > end) throw new Error(`waited ${limitMillis} ms in vain for ${what}`);
    await sleep(everyMillis);
  }
}

/** The promise's value, or an error that names what took too long. */
export async function within(what, limitMillis, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took over ${limitMillis} ms`)), limitMillis);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

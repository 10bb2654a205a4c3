// Compares two normalised sessions and holds the differences against conformance/expected-diff.md.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { here } from "./paths.mjs";

const FILE = "expected-diff.md";

/** Lines only in `direct` as "- …", lines only in `through` as "+ …", by the longest common subsequence. */
function lineDifferences(direct, through) {
  const common = Array.from({ length: direct.length + 1 }, () => new Array(through.length + 1).fill(0));
  for (let i = direct.length - 1; i >= 0; i--) {
    for (let j = through.length - 1; j >= 0; j--) {
      common[i][j] = direct[i] === through[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const found = [];
  let i = 0;
  let j = 0;
  while (i < direct.length || j < through.length) {
    if (i < direct.length && j < through.length && direct[i] === through[j]) {
      i++;
      j++;
    } else if (j === through.length || (i < direct.length && common[i + 1][j] >= common[i][j + 1])) {
      found.push(`- ${direct[i++]}`);
    } else {
      found.push(`+ ${through[j++]}`);
    }
  }
  return found;
}

/** All differences as {step, line}, steps in the order of the direct session. */
export function differences(direct, through) {
  const found = [];
  for (const step of new Set([...direct.keys(), ...through.keys()])) {
    for (const line of lineDifferences(direct.get(step) ?? [], through.get(step) ?? [])) found.push({ step, line });
  }
  return found;
}

/**
 * A section "## client / step" with a reason and a fenced block of lines; … in a line stands for any text. What depends
 * on timing is headed "## client / step, sometimes" and may be absent.
 */
function expectations() {
  const found = [];
  let section;
  let fenced = false;
  for (const line of readFileSync(join(here, FILE), "utf8").split("\n")) {
    if (line.startsWith("## ")) {
      const [, client, step, sometimes] = /^## (\S+) \/ (.+?)(, sometimes)?$/.exec(line);
      section = { client, step, sometimes: sometimes !== undefined, reason: "" };
    } else if (line.startsWith("```")) {
      fenced = !fenced;
    } else if (section && fenced) {
      if (section.reason.trim() === "") throw new Error(`${FILE}: "${section.client} / ${section.step}" gives no reason`);
      const parts = line.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
      found.push({ ...section, line, pattern: new RegExp(`^${parts.join(".*")}$`, "su"), used: 0 });
    } else if (section) {
      section.reason += line;
    }
  }
  return found;
}

/** Each expectation excuses one line of the difference; returns what nothing excuses and what excused nothing. */
export function judge(clients) {
  const expected = expectations();
  const unexpected = [];
  for (const [client, found] of clients) {
    for (const { step, line } of found) {
      const match = expected.find((each) =>
        each.client === client && each.step === step && each.used === 0 && each.pattern.test(line));
      if (match) match.used++;
      else unexpected.push(`${client} / ${step}: ${line}`);
    }
  }
  const stale = expected.filter(({ client, sometimes, used }) => used === 0 && !sometimes && clients.has(client))
    .map(({ client, step, line }) => `${FILE}: did not occur any more, delete it: ${client} / ${step}: ${line}`);
  return { unexpected, stale, excused: expected.filter(({ used }) => used > 0).length };
}

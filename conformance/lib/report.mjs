// One way to say how a part went: lines while it runs, one summary line, the exit code.

/** Runs a part; `body` returns what the summary line should say, and throws or lists problems to fail. */
export async function part(name, body) {
  const started = performance.now();
  const problems = [];
  let summary = "";
  try {
    summary = await body((problem) => problems.push(problem));
  } catch (error) {
    problems.push(error.stack ?? String(error));
  }
  for (const problem of problems.slice(0, 50)) console.log(`  ! ${problem}`);
  if (problems.length > 50) console.log(`  ! … and ${problems.length - 50} more`);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const verdict = problems.length === 0 ? "PASS" : "FAIL";
  console.log(`${verdict} ${name} (${seconds} s): ${summary || "did not finish"}`);
  process.exit(problems.length === 0 ? 0 : 1);
}

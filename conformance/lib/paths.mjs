// Where things are: the only file that knows the layout of the project and of the installed packages.
import { fileURLToPath } from "node:url";
import { readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

export const here = dirname(dirname(fileURLToPath(import.meta.url)));
export const project = dirname(here);
export const target = join(here, "target");

const modules = join(target, "node_modules");
const standalone = join(project, "mcp-server-standalone", "target");

export const jar = join(standalone, "trestle.jar");
export const testClasses = join(standalone, "test-classes");

/** The Java SDK's server, over standard streams; it is one of the test matrix. */
export const javaSdkServer = () => [
  java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
  "-cp", [join(project, "test-matrix", "target", "test-classes"), testClasspath()].join(delimiter),
  "dev.trestle.mcp.matrix.era.JavaSdkServer",
];

/** What the programs among the tests run with; the build of mcp-server-standalone writes down the jars. */
export const testClasspath = () =>
  [testClasses, join(standalone, "classes"), readFileSync(join(standalone, "test-classpath.txt"), "utf8").trim()]
    .join(delimiter);

/** The bare servers that costs are held against; they need nothing but Jetty. */
export const limitsClasspath = () =>
  [join(project, "mcp-benchmarks", "target", "classes"), testClasspath()].join(delimiter);

export const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin", "java") : "java";
export const launcher = process.env.TRESTLE_BIN ?? join(project, "trestle");

export const node22 = join(modules, ".bin", "node");
export const suiteProgram = join(modules, "@modelcontextprotocol", "conformance", "dist", "index.js");
export const erasSuiteProgram = join(modules, "conformance-eras", "dist", "index.js");
export const inspectorProgram = join(modules, ".bin", "mcp-inspector");
export const everythingProgram = join(modules, "@modelcontextprotocol", "server-everything", "dist", "index.js");

/**
 * The reference server, without the variables that a shell on the way sets for itself: get-env prints
 * the environment, and only what Trestle does to it is of interest.
 */
export const everything = [
  "env", "-u", "_", "-u", "PWD", "-u", "OLDPWD", "-u", "SHLVL", process.execPath, everythingProgram, "stdio",
];

/** A server with all that the suites ask for, over standard streams. */
export const conformanceServer = [
  java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
  "-cp", [jar, testClasses].join(delimiter), "dev.trestle.mcp.standalone.ConformanceServer",
];

/** Likewise, in 2026-07-28 and no other version. */
export const erasServer = [process.execPath, join(here, "servers", "eras-server.mjs")];

package dev.trestle.mcp.benchmark;

import java.nio.file.Path;
import java.util.List;

/** What the command line says, and where {@code mcp-benchmarks/run} says that things are. */
record Options(boolean quick, boolean names, List<String> only, Path results, Path jar, String commit) {

    static Options of(List<String> arguments, List<String> names) {
        boolean quick = false;
        boolean list = false;
        List<String> only = names;
        Path results = null;
        for (int at = 0; at < arguments.size(); at++) {
            String argument = arguments.get(at);
            if (argument.equals("--quick")) {
                quick = true;
            } else if (argument.equals("--names")) {
                list = true;
            } else if (argument.equals("--only")) {
                only = known(value(arguments, ++at, argument), names);
            } else if (argument.equals("--results")) {
                results = Path.of(value(arguments, ++at, argument));
            } else {
                throw new IllegalArgumentException("unknown option " + argument
                        + "; there are --names, --quick, --only NAME,NAME and --results FILE");
            }
        }
        Path module = Path.of(System.getProperty("benchmarks.module", "mcp-benchmarks"));
        String file = "jdk-" + Runtime.version().feature() + ".json";
        return new Options(
                quick,
                list,
                only,
                results != null
                        ? results
                        : module.resolve(quick ? "target/quick" : "results").resolve(file),
                module.resolveSibling("mcp-server-standalone/target/trestle.jar")
                        .toAbsolutePath(),
                System.getProperty("benchmarks.commit", "unknown"));
    }

    private static String value(List<String> arguments, int at, String option) {
        if (at >= arguments.size()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return arguments.get(at);
    }

    private static List<String> known(String list, List<String> names) {
        List<String> wanted = List.of(list.split(",", -1));
        for (String name : wanted) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("there is no measurement " + name + ", only " + names);
            }
        }
        return wanted;
    }

    boolean wants(String name) {
        return only.contains(name);
    }

    /** What measures this one again. */
    String command(String name) {
        return "mcp-benchmarks/run " + (quick ? "--quick " : "") + "--only " + name;
    }
}

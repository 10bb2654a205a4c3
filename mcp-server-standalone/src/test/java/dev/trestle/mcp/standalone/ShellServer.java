package dev.trestle.mcp.standalone;

import java.util.List;

/** An MCP server in a few lines of shell, which starts in no time. It answers initialize and nothing else. */
final class ShellServer {

    private static final String ANSWER_INITIALIZE = """
            while read -r line; do
              case "$line" in
                *'"method":"initialize"'*)
                  id=$(printf '%s' "$line" | sed 's/.*"id":\\([0-9]*\\),.*/\\1/')
                  printf '{"jsonrpc":"2.0","id":%s,"result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},' "$id"
                  printf '"serverInfo":{"name":"shell","version":"1"}}}\\n';;
              esac
            done
            """;

    private ShellServer() {}

    /** Ends when its standard input does. */
    static List<String> polite() {
        return List.of("sh", "-c", ANSWER_INITIALIZE);
    }

    /** Starts no process of its own, so that many of it cost little. */
    static List<String> quick() {
        return List.of(
                "sh", "-c", ANSWER_INITIALIZE.replaceFirst("id=.*\n", "id=\\${line#*'\"id\":'}; id=\\${id%%,*}\n"));
    }

    /** Ends for neither its standard input nor TERM; only KILL helps, and it has a child of the same kind. */
    static List<String> stubborn() {
        return List.of("sh", "-c", "trap '' TERM\n" + ANSWER_INITIALIZE + "sleep 600\n");
    }

    /** Says nothing, ever. */
    static List<String> silent() {
        return List.of("sh", "-c", "cat > /dev/null");
    }

    /** Its answer to initialize is longer than 2 KiB. */
    static List<String> longWinded() {
        return List.of("sh", "-c", ANSWER_INITIALIZE.replace("\"shell\"", "\"" + "shell ".repeat(400) + "\""));
    }

    /** Answers any other request with log lines, for ten seconds. */
    static List<String> talkative() {
        String log =
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"info\",\"data\":1}}";
        return List.of(
                "sh",
                "-c",
                ANSWER_INITIALIZE.replace(
                        "  esac",
                        "    *'\"id\":'*) i=0; while [ $i -lt 100 ]; do i=$((i + 1)); echo '" + log
                                + "'; sleep 0.1; done;;\n  esac"));
    }

    /** Asks two questions when its tools are asked for, and answers with what the second was refused with. */
    static List<String> curious() {
        String question = "{\"jsonrpc\":\"2.0\",\"id\":\"%s\",\"method\":\"roots/list\"}";
        return List.of(
                "sh",
                "-c",
                ANSWER_INITIALIZE.replace(
                        "  esac",
                        "    *'\"method\":\"tools/list\"'*) echo '" + question.formatted("q1") + "'; echo '"
                                + question.formatted("q2") + "';;\n"
                                + "    *'\"id\":\"q2\"'*) printf '{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":%s}\\n' \"$line\";;\n  esac"));
    }

    /** Talks much besides the protocol, on both streams. */
    static List<String> noisy() {
        return List.of("sh", "-c", "echo 'Server is up!'\necho 'debug: on' >&2\n" + ANSWER_INITIALIZE);
    }
}

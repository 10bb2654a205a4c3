package dev.trestle.mcp.era;

import dev.trestle.mcp.testkit.json.Json;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What one era must never see of the other. */
final class Leaks {

    private final List<String> found = new CopyOnWriteArrayList<>();

    List<String> found() {
        return found;
    }

    void toServer(boolean modern, Json message) {
        String meta = message.at("/params/_meta").toString();
        if (!modern && meta.contains("io.modelcontextprotocol/")) {
            found.add("an envelope to a server of the legacy era: " + message);
        }
        if (modern
                && message.has("/method")
                && message.has("/id")
                && !meta.contains("io.modelcontextprotocol/protocolVersion")) {
            found.add("no envelope to a server of 2026-07-28: " + message);
        }
    }

    void toClient(boolean modern, Json message) {
        if (modern) {
            int code =
                    message.has("/error/code") ? (int) message.at("/error/code").integer() : 0;
            if (code <= -32023 && code >= -32099) {
                found.add("a reserved code: " + message);
            }
            if (message.has("/result") != message.has("/result/resultType")) {
                found.add("a result without its kind: " + message);
            }
            if (message.has("/method") && message.has("/id")) {
                found.add("a request to a client of 2026-07-28: " + message);
            }
            if (message.toString().contains("\"lent-")) {
                found.add("a session's name: " + message);
            }
        } else if (message.has("/result/resultType")
                || message.has("/result/ttlMs")
                || message.at("/result/_meta").toString().contains("io.modelcontextprotocol/")) {
            found.add("a member of 2026-07-28 to a legacy client: " + message);
        }
    }
}

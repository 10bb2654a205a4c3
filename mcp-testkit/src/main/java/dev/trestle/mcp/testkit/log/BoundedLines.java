package dev.trestle.mcp.testkit.log;

import java.util.ArrayList;
import java.util.List;

/** Keeps lines up to a number. Refuses to be read once there were more: "it is not in there" would be no answer. */
final class BoundedLines {

    private final int most;
    private final List<String> lines = new ArrayList<>();
    private boolean over;

    BoundedLines(int most) {
        this.most = most;
    }

    synchronized void add(String line) {
        if (lines.size() < most) {
            lines.add(line);
        } else {
            over = true;
        }
    }

    synchronized List<String> all() {
        if (over) {
            throw new IllegalStateException(
                    "more than " + most + " lines were logged; capture a logger that says less, or close earlier");
        }
        return List.copyOf(lines);
    }
}

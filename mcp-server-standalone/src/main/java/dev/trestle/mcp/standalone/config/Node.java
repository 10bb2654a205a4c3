package dev.trestle.mcp.standalone.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A JSON value of the file, and where in the file it is. */
sealed interface Node {

    /** The path of keys that leads here, as mistakes name it; empty at the top. */
    String path();

    /** What kind of value this is, for "must be …, not …". */
    String kind();

    record ObjectNode(String path, Map<String, Node> members) implements Node {
        @Override
        public String kind() {
            return "an object";
        }
    }

    record ArrayNode(String path, List<Node> items) implements Node {
        @Override
        public String kind() {
            return "a list";
        }
    }

    record TextNode(String path, String text) implements Node {
        @Override
        public String kind() {
            return "a string";
        }
    }

    record NumberNode(String path, String text) implements Node {
        @Override
        public String kind() {
            return "a number";
        }
    }

    record FlagNode(String path, boolean value) implements Node {
        @Override
        public String kind() {
            return String.valueOf(value);
        }
    }

    record NullNode(String path) implements Node {
        @Override
        public String kind() {
            return "null";
        }
    }

    /** Makes paths that can be read: {@code mcpServers.files.args[0]}, {@code mcpServers["my files"].command}. */
    final class Paths {
        private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_$-]+");

        private Paths() {}

        static String member(String parent, String key) {
            if (!PLAIN.matcher(key).matches()) {
                return parent + "[\"" + key.replaceAll("[\\p{Cntrl}\"\\\\]", "?") + "\"]";
            }
            return parent.isEmpty() ? key : parent + "." + key;
        }

        static String item(String parent, int index) {
            return parent + "[" + index + "]";
        }
    }
}

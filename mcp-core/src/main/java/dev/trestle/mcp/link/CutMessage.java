package dev.trestle.mcp.link;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.RequestId;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the two ends of a message tell of it that was too long to be kept, or cannot be read. Servers write {@code id} and {@code method}
 * before or after what is long, so that one of the ends has them.
 *
 * @param kind what it is
 * @param id its id, or null if neither end has one
 */
record CutMessage(Kind kind, @Nullable RequestId id) {

    private static final String SHORT_MEMBER =
            "\\s*+\"(?:id|jsonrpc|method)\"\\s*+:\\s*+(?:\"[^\"\\\\]*+\"|[-+.\\w]++)\\s*+";
    private static final Pattern FIRST = Pattern.compile("\\s*+\\{((?:" + SHORT_MEMBER + ",)*+)");

    // No quote within a string stands behind a comma or a brace, so these are members, and the last brace closes the
    // message.
    private static final Pattern LAST = Pattern.compile("[,{](" + SHORT_MEMBER + "(?:," + SHORT_MEMBER + ")*+)}\\s*+$");
    private static final Pattern METHOD = Pattern.compile("\"method\"\\s*+:");
    private static final Pattern ID = Pattern.compile("\"id\"\\s*+:\\s*+(?:(\\d{1,18})|\"([^\"\\\\]*+)\")\\s*+(?:,|$)");

    private static final Pattern OUTCOME = Pattern.compile("\"(?:result|error)\"\\s*+:");

    private static final Pattern VERSION = Pattern.compile("\"jsonrpc\"\\s*+:\\s*+\"2\\.0\"");

    /** How much of each end is looked at, so that nobody makes that expensive. */
    private static final int REACH = 4096;

    /** What a message is. */
    enum Kind {
        /** An answer, to a call of ours if it has its id. */
        ANSWER,
        /** A request or a notification of the peer. */
        OWN,
        /** Several messages, or noise. */
        ARRAY,
        /** No message. */
        NOISE
    }

    static CutMessage of(JsonSlice beginning, JsonSlice end) {
        // One character for each byte: neither end need begin or end where a character does.
        String first = latin(beginning);
        Matcher before = FIRST.matcher(first);
        if (!before.lookingAt()) {
            return new CutMessage(first.stripLeading().startsWith("[") ? Kind.ARRAY : Kind.NOISE, null);
        }
        Matcher after = LAST.matcher(latin(end));
        String members = before.group(1) + (after.find() ? after.group(1) : "");
        boolean own = METHOD.matcher(members).find();
        return new CutMessage(own ? Kind.OWN : Kind.ANSWER, id(members));
    }

    /**
     * What a line is that cannot be read. Servers also write their logs where messages belong, so only what says that it is
     * JSON-RPC, which message, and of an answer its result or error before anything else, counts.
     */
    static CutMessage ofUnreadable(JsonSlice line) {
        JsonSlice beginning = line.part(0, Math.min(line.length(), REACH));
        JsonSlice end = line.part(Math.max(0, line.length() - REACH), line.length());
        CutMessage cut = of(beginning, end);
        boolean said = VERSION.matcher(latin(beginning)).find()
                || VERSION.matcher(latin(end)).find();
        boolean whole = said && cut.id() != null && (cut.kind() != Kind.ANSWER || saysOutcome(beginning));
        return whole ? cut : new CutMessage(Kind.NOISE, null);
    }

    private static boolean saysOutcome(JsonSlice beginning) {
        String first = latin(beginning);
        Matcher before = FIRST.matcher(first);
        return before.lookingAt()
                && OUTCOME.matcher(first).region(before.end(), first.length()).lookingAt();
    }

    private static @Nullable RequestId id(String members) {
        Matcher id = ID.matcher(members);
        if (!id.find()) {
            return null;
        }
        return id.group(1) == null ? RequestId.of(id.group(2)) : RequestId.of(Long.parseLong(id.group(1)));
    }

    private static String latin(JsonSlice bytes) {
        return new String(bytes.bytes(), StandardCharsets.ISO_8859_1);
    }
}

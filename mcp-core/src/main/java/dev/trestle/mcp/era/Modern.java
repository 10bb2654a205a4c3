package dev.trestle.mcp.era;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.util.List;
import java.util.Set;

/** The names that the protocol of 2026-07-28 gives to what travels with every message (`basic`, `_meta`). */
public final class Modern {

    /** The version. */
    public static final String VERSION = "2026-07-28";

    /** All versions of this era that we speak. */
    public static final List<String> VERSIONS = List.of(VERSION);

    /** What keys of {@code _meta} begin with that belong to the protocol. */
    public static final String RESERVED = "io.modelcontextprotocol/";

    /** The key of the version; whoever sends it is of this era. */
    public static final String VERSION_KEY = RESERVED + "protocolVersion";

    /** The key of the capabilities that the client has for this request. */
    public static final String CAPABILITIES_KEY = RESERVED + "clientCapabilities";

    /** The key of the client's name and version. */
    public static final String CLIENT_KEY = RESERVED + "clientInfo";

    /** The key of the server's name and version. */
    public static final String SERVER_KEY = RESERVED + "serverInfo";

    /** The key of the level from which on the client wants log messages. */
    public static final String LOG_LEVEL_KEY = RESERVED + "logLevel";

    /** The key that tells of which subscription a notification is. */
    public static final String SUBSCRIPTION_KEY = RESERVED + "subscriptionId";

    /** The extension of calls that go on after they are answered. */
    public static final String TASKS = RESERVED + "tasks";

    /** The error of a header that does not say what the body says. */
    public static final int HEADER_MISMATCH = -32020;

    /** The error of a client that lacks a capability without which the request cannot be answered. */
    public static final int MISSING_CAPABILITY = -32021;

    /** The error of a version that is not spoken. */
    public static final int UNSUPPORTED_VERSION = -32022;

    private static final Set<String> MAY_ASK = Set.of("tools/call", "prompts/get", "resources/read");

    private static final CallMetadata OURSELVES = new CallMetadata(
            VERSION,
            JsonWriter.object().put("name", "trestle").put("version", "1").toSlice(),
            JsonSlice.EMPTY_OBJECT,
            null);

    private Modern() {}

    /**
     * What a request says of its client that no client has asked for: the gateway wants to know something itself.
     *
     * @return a client without capabilities
     */
    public static CallMetadata ourselves() {
        return OURSELVES;
    }

    /**
     * Whether a client may be asked something during a request (`patterns/mrtr`).
     *
     * @param method the request's method
     * @return false for all but three
     */
    public static boolean mayAsk(String method) {
        return MAY_ASK.contains(method);
    }
}

package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import org.jspecify.annotations.Nullable;

/** Reads params, from their opening brace to the closing one, and keeps what the gateway decides by. */
final class ParamsScan {

    private static final String PROGRESS = "notifications/progress";
    private static final String CANCELLED = "notifications/cancelled";

    private final JsonCursor in;
    private final Faults faults;
    private @Nullable JsonSlice json;
    private @Nullable JsonSlice name;
    private @Nullable JsonSlice uri;
    private @Nullable JsonSlice meta;
    private boolean metaSeen;
    private @Nullable JsonSlice metaToken;
    private @Nullable JsonSlice token;
    private @Nullable JsonSlice requestId;

    ParamsScan(JsonCursor in, Faults faults) {
        this.in = in;
        this.faults = faults;
    }

    void read() {
        int start = in.position();
        in.enterObject();
        for (String member = in.nextName(); member != null; member = in.nextName()) {
            switch (member) {
                case "name" -> name = once(name, "params.name");
                case "uri" -> uri = once(uri, "params.uri");
                case "progressToken" -> token = once(token, "params.progressToken");
                case "requestId" -> requestId = once(requestId, "params.requestId");
                case "_meta" -> meta();
                default -> in.skip();
            }
        }
        json = in.from(start);
    }

    private JsonSlice once(@Nullable JsonSlice before, String place) {
        if (before != null) {
            faults.duplicate(place);
        }
        return in.value();
    }

    private void meta() {
        if (metaSeen) {
            faults.duplicate("params._meta");
        }
        metaSeen = true;
        if (!in.at('{')) {
            // Serialisers that write absent members as null are common, and null says nothing.
            if (!in.at('n')) {
                faults.invalidParams("`params._meta` is not an object");
            }
            in.skip();
            return;
        }
        int start = in.position();
        in.enterObject();
        for (String member = in.nextName(); member != null; member = in.nextName()) {
            if (member.equals("progressToken")) {
                metaToken = once(metaToken, "params._meta.progressToken");
            } else {
                in.skip();
            }
        }
        meta = in.from(start);
    }

    /** The params of a message of this method. */
    Params of(String method, boolean request) {
        JsonSlice tokenOfMethod = null;
        JsonSlice cancelled = null;
        if (request) {
            tokenOfMethod = idKind(metaToken, "params._meta.progressToken");
        } else if (method.equals(PROGRESS)) {
            tokenOfMethod = idKind(token, "params.progressToken");
        } else if (method.equals(CANCELLED)) {
            cancelled = idKind(requestId, "params.requestId");
        }
        return new Params(json(), name, uri, meta, tokenOfMethod, cancelled, true);
    }

    /** The params as they are, with the token that belongs to a request. */
    Params asFound() {
        return new Params(json(), name, uri, meta, metaToken, requestId, true);
    }

    /** The params of a progress notification. */
    Params ofProgress() {
        return of(PROGRESS, false);
    }

    private JsonSlice json() {
        if (json == null) {
            throw new IllegalStateException("not read yet");
        }
        return json;
    }

    private @Nullable JsonSlice idKind(@Nullable JsonSlice value, String place) {
        if (value != null) {
            byte first = value.byteAt(0);
            if (first != '"' && first != '-' && (first < '0' || first > '9')) {
                faults.invalidParams("`" + place + "` is neither a string nor a number");
            }
        }
        return value;
    }
}

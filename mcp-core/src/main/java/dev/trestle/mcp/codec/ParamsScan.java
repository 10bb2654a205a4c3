package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import org.jspecify.annotations.Nullable;

/** What the gateway decides by, found in params of any message; only the method tells which of it counts. */
record ParamsScan(
        JsonSlice json,
        @Nullable JsonSlice name,
        @Nullable JsonSlice uri,
        MetaScan meta,
        @Nullable JsonSlice token,
        @Nullable JsonSlice requestId,
        Params.@Nullable Rare rare) {

    private static final String PROGRESS = "notifications/progress";
    private static final String CANCELLED = "notifications/cancelled";

    /** Reads params from their opening brace to the closing one. */
    static ParamsScan read(JsonCursor in, Faults faults) {
        int start = in.position();
        JsonSlice name = null;
        JsonSlice uri = null;
        MetaScan meta = null;
        JsonSlice token = null;
        JsonSlice requestId = null;
        JsonSlice task = null;
        JsonSlice state = null;
        JsonSlice responses = null;
        in.enterObject();
        for (String member = in.nextName(); member != null; member = in.nextName()) {
            switch (member) {
                case "name" -> {
                    faults.duplicateIf(name != null, "params.name");
                    name = in.value();
                }
                case "uri" -> {
                    faults.duplicateIf(uri != null, "params.uri");
                    uri = in.value();
                }
                case "_meta" -> {
                    faults.duplicateIf(meta != null, "params._meta");
                    meta = MetaScan.read(in, faults);
                }
                case "progressToken" -> {
                    faults.duplicateIf(token != null, "params.progressToken");
                    token = in.value();
                }
                case "requestId" -> {
                    faults.duplicateIf(requestId != null, "params.requestId");
                    requestId = in.value();
                }
                case "task" -> {
                    faults.duplicateIf(task != null, "params.task");
                    task = in.value();
                }
                case "requestState" -> {
                    faults.duplicateIf(state != null, "params.requestState");
                    state = in.value();
                }
                case "inputResponses" -> {
                    faults.duplicateIf(responses != null, "params.inputResponses");
                    responses = in.value();
                }
                default -> in.skip();
            }
        }
        Params.Rare rare = Params.Rare.of(task, state, responses);
        return new ParamsScan(in.from(start), name, uri, meta == null ? MetaScan.NONE : meta, token, requestId, rare);
    }

    /** The params of a message of this method. */
    Params of(String method, boolean request, Faults faults) {
        JsonSlice tokenOfMethod = null;
        JsonSlice cancelled = null;
        if (request) {
            tokenOfMethod = idKind(meta.token(), "params._meta.progressToken", faults);
        } else if (method.equals(PROGRESS)) {
            tokenOfMethod = idKind(token, "params.progressToken", faults);
        } else if (method.equals(CANCELLED)) {
            cancelled = idKind(requestId, "params.requestId", faults);
        }
        return new Params(json, name, uri, meta.json(), tokenOfMethod, cancelled, rare, true);
    }

    /** The params as they are, with the token that belongs to a request. */
    Params asFound() {
        return new Params(json, name, uri, meta.json(), meta.token(), requestId, rare, true);
    }

    /** The params of a progress notification. */
    Params ofProgress(Faults faults) {
        return of(PROGRESS, false, faults);
    }

    private static @Nullable JsonSlice idKind(@Nullable JsonSlice value, String place, Faults faults) {
        if (value != null) {
            byte first = value.byteAt(0);
            if (first != '"' && first != '-' && !NumberText.digit(first)) {
                faults.invalidParams("`" + place + "` is neither a string nor a number");
            }
        }
        return value;
    }

    /** The {@code _meta} of params; null counts as absent. */
    record MetaScan(@Nullable JsonSlice json, @Nullable JsonSlice token) {

        static final MetaScan NONE = new MetaScan(null, null);

        static MetaScan read(JsonCursor in, Faults faults) {
            if (!in.at('{')) {
                // Serialisers that write absent members as null are common, and null says nothing.
                if (!in.at('n')) {
                    faults.invalidParams("`params._meta` is not an object");
                }
                in.skip();
                return NONE;
            }
            int start = in.position();
            JsonSlice token = null;
            in.enterObject();
            for (String member = in.nextName(); member != null; member = in.nextName()) {
                if (member.equals("progressToken")) {
                    faults.duplicateIf(token != null, "params._meta.progressToken");
                    token = in.value();
                } else {
                    in.skip();
                }
            }
            return new MetaScan(in.from(start), token);
        }
    }
}

package dev.trestle.mcp.http.sse;

import dev.trestle.mcp.json.JsonSlice;

/** Where the answers to posted requests go. */
interface ReplyWay {

    /** Sends a message that belongs to a request, or its answer. */
    void send(JsonSlice message);

    /** A request has its answer, or needs none. */
    void settled(PostedReply reply);

    /** Whether what is sent goes to the client of the request itself, and can still reach it. */
    boolean isConnected();
}

package dev.trestle.mcp.testkit.modern;

import dev.trestle.mcp.json.JsonSlice;

/** Where the answer to one request goes. Thread-safe. */
interface Outlet {

    /** Begins a stream, where there is a choice, even if nothing is said before the reply. */
    void stream();

    /** Says something before the reply. */
    void say(JsonSlice notification);

    /** Replies, and ends. */
    void reply(int status, JsonSlice response);

    /** Ends without a reply, because the client wants none. */
    void drop();

    /** Breaks off as the death of the server does. */
    void die();

    /** Will run, soon, once the client has gone away without waiting for the reply. */
    void onGone(Runnable task);
}

package dev.trestle.mcp.matrix.era;

import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import dev.trestle.mcp.testkit.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client of any version, as far as a scenario needs to know it. */
interface EraClient extends AutoCloseable {

    ClientKind kind();

    /** Sends a request, answers what is asked, and waits for the end. */
    RawReply request(String method, @Nullable String params);

    /** The same for a tool; its progress is wanted under the token {@code "t"}. */
    RawReply call(String tool, String arguments);

    /** A tool's call by a client who wants to hear what the tool logs, from {@code info} on. */
    RawReply callLoudly(String tool, String arguments);

    /** Begins a tool's call, with its progress; nothing that it asks is answered. */
    RawStream start(String tool, String arguments);

    /** Cancels a call that is the last that was started, as the version does that. */
    void cancel(RawStream call);

    /** Listens to changes of tools, and to those of a resource unless it is null. */
    Ear listen(@Nullable String uri);

    /** Goes on with a call that asked and was not answered; the state that it was given is in the answer. */
    RawReply retry(String tool, String arguments, Json asked);

    @Override
    void close();

    /** What is heard outside calls. */
    interface Ear extends AutoCloseable {
        List<Json> heard(String method);

        Json await(String method);

        /** Wants to hear of the resource no more. */
        void unsubscribe();

        @Override
        void close();
    }
}

package dev.trestle.mcp.stdio;

import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.EnvelopeException;
import dev.trestle.mcp.codec.EnvelopeLimits;
import dev.trestle.mcp.codec.EnvelopeReader;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import java.util.function.Consumer;

/** Takes the client's lines apart, and answers those that are no messages. For the reading thread. */
final class FrontInput implements LineReader.Sink {

    private final EnvelopeReader reader = new EnvelopeReader(EnvelopeLimits.DEFAULT);
    private final int maxLine;
    private final FrontStreams streams;
    private final Consumer<JsonRpcMessage> session;

    FrontInput(int maxLine, FrontStreams streams, Consumer<JsonRpcMessage> session) {
        this.maxLine = maxLine;
        this.streams = streams;
        this.session = session;
    }

    @Override
    public void line(byte[] line) {
        if (LineReader.Kind.of(line) == LineReader.Kind.BLANK) {
            return;
        }
        JsonRpcMessage message;
        try {
            message = reader.read(JsonSlice.of(line));
        } catch (EnvelopeException e) {
            if (!e.response()) {
                streams.answer(EnvelopeWriter.failure(e.id(), e.error()));
            }
            return;
        }
        session.accept(message);
    }

    @Override
    public void tooLong(long bytes) {
        streams.answer(EnvelopeWriter.failure(
                null, TrestleError.LIMIT_REACHED.error("A line of " + bytes + " bytes; maxLine is " + maxLine)));
    }
}

package dev.trestle.mcp.stdio;

import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.EnvelopeException;
import dev.trestle.mcp.codec.EnvelopeReader;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.stdio.pipe.LineReader;
import java.util.List;
import java.util.function.Consumer;

/** Takes the client's lines apart, and answers those that are no messages. For the reading thread. */
final class FrontInput implements LineReader.Sink {

    private final EnvelopeReader reader;
    private final int maxLine;
    private final FrontStreams streams;
    private final Consumer<Incoming> session;

    FrontInput(EnvelopeReader reader, int maxLine, FrontStreams streams, Consumer<Incoming> session) {
        this.reader = reader;
        this.maxLine = maxLine;
        this.streams = streams;
        this.session = session;
    }

    @Override
    public void line(byte[] line) {
        if (LineReader.Kind.of(line) == LineReader.Kind.BLANK) {
            return;
        }
        JsonSlice text = JsonSlice.of(line);
        Incoming incoming;
        try {
            incoming = EnvelopeReader.isBatch(text)
                    ? new Incoming(reader.readBatch(text), true)
                    : new Incoming(List.of(reader.read(text)), false);
        } catch (EnvelopeException e) {
            if (!e.response()) {
                streams.answer(EnvelopeWriter.failure(e.id(), e.error()));
            }
            return;
        }
        session.accept(incoming);
    }

    @Override
    public void tooLong(long bytes, byte[] beginning, byte[] end) {
        streams.answer(EnvelopeWriter.failure(
                null, TrestleError.LIMIT_REACHED.error("A line of " + bytes + " bytes; maxLine is " + maxLine)));
    }

    /**
     * One line of the client.
     *
     * @param messages one, or those of a batch
     * @param batch whether they came in an array
     */
    record Incoming(List<JsonRpcMessage> messages, boolean batch) {

        /** The first, which is the only one but in a batch. */
        JsonRpcMessage first() {
            return messages.get(0);
        }

        /** The requests among them. */
        List<Request> requests() {
            return messages.stream()
                    .filter(Request.class::isInstance)
                    .map(Request.class::cast)
                    .toList();
        }

        /** Whether it is the one request that asks for nothing but an answer. */
        boolean isPing() {
            return !batch
                    && first() instanceof Request request
                    && request.method().equals("ping");
        }
    }
}

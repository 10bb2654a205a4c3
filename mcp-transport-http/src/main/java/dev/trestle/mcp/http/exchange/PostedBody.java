package dev.trestle.mcp.http.exchange;

import dev.trestle.mcp.codec.EnvelopeException;
import dev.trestle.mcp.http.options.RequestOptions;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The body of a POST: whoever sends one that cannot be used is answered.
 *
 * @param visit the POST
 * @param options how long and how late it may be
 * @param receiver gets it when it is there, and may throw {@link EnvelopeException}
 */
public record PostedBody(Visit visit, RequestOptions options, Consumer<JsonSlice> receiver)
        implements BodyReader.Receiver {

    /** Reads the body of a POST. */
    public static void read(Visit visit, Edge edge, Consumer<JsonSlice> receiver) {
        RequestOptions options = edge.options().requests();
        PostedBody body = new PostedBody(visit, options, receiver);
        new BodyReader(visit.exchange(), options.maxBody(), edge.untilBody(), edge.aside(), body).start();
    }

    @Override
    public void body(JsonSlice body) {
        try {
            receiver.accept(body);
        } catch (EnvelopeException e) {
            visit.answer().error(400, Map.of(), e.response() ? null : e.id(), e.error());
        } catch (RuntimeException e) {
            visit.answer().broken(e);
        }
    }

    @Override
    public void tooLarge() {
        String message = "Payload Too Large: the limit is " + options.maxBody() + " bytes (maxBody)";
        visit.answer().error(413, Answer.BAD_REQUEST_CODE, message);
    }

    @Override
    public void tooSlow() {
        String message = "Request Timeout: the body did not arrive within "
                + options.bodyTimeout().toMillis() + " ms (bodyTimeout)";
        visit.answer()
                .error(408, Map.of("Connection", "close"), null, JsonRpcError.of(Answer.BAD_REQUEST_CODE, message));
    }
}

package dev.trestle.mcp.benchmark.micro;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.spi.MessageLink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A channel to a server that is not there: requests are answered on the thread that sends them, as many at once as are
 * gathered, the last first. Not thread-safe.
 */
final class EchoLink implements MessageLink {

    private static final byte[] HEAD = "{\"jsonrpc\":\"2.0\",\"id\":".getBytes(StandardCharsets.US_ASCII);
    private static final CompletionStage<Void> SENT = CompletableFuture.completedFuture(null);

    private final byte[][] tails = new byte[Payloads.VARIANTS][];
    private final JsonSlice[] gathered;
    private int waiting;
    private int turn;
    private @Nullable Receiver receiver;

    EchoLink(int atOnce, int size) {
        gathered = new JsonSlice[atOnce];
        for (int i = 0; i < tails.length; i++) {
            tails[i] = (",\"result\":" + Payloads.result(size, i) + "}").getBytes(StandardCharsets.UTF_8);
        }
    }

    @Override
    public void open(Receiver opened) {
        receiver = opened;
    }

    @Override
    public CompletionStage<Void> send(JsonSlice message) {
        gathered[waiting++] = message;
        if (waiting == gathered.length) {
            while (waiting > 0) {
                answer(gathered[--waiting]);
            }
        }
        return SENT;
    }

    private void answer(JsonSlice request) {
        int end = HEAD.length;
        while (request.byteAt(end) != ',') {
            end++;
        }
        byte[] tail = tails[turn++ & (Payloads.VARIANTS - 1)];
        byte[] answer = new byte[end + tail.length];
        request.part(0, end).copyTo(answer, 0);
        System.arraycopy(tail, 0, answer, end, tail.length);
        if (receiver != null) {
            receiver.received(JsonSlice.of(answer));
        }
    }

    @Override
    public CompletionStage<Void> close(Duration grace) {
        return SENT;
    }
}

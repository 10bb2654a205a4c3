package dev.trestle.mcp.benchmark.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LargeCallsTest {

    private static final Pattern CALL = Pattern.compile("\"id\":(\\d+).*\"text\":\"([^\"]*)\"");
    private static final int BYTES = 100_000;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger calls = new AtomicInteger();
    private HttpServer server;

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void rightAnswers_areTakenOfAllCallersInAllWaves() throws Exception {
        try (LargeCalls large = large(UnaryOperator.identity())) {
            large.waves(3);
        }

        assertThat(calls).hasValue(12);
    }

    @Test
    void anAnswerThatLacksOneByte_fails() throws Exception {
        try (LargeCalls large = large(answer -> answer.replaceFirst(".\"}\\]", "\"}]"))) {
            assertThatThrownBy(() -> large.waves(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not what was sent");
        }
    }

    @Test
    void theRequestItself_isNoAnswer() throws Exception {
        try (LargeCalls large = large(answer -> answer.replace("result", "params"))) {
            assertThatThrownBy(() -> large.waves(1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not what was sent");
        }
    }

    @Test
    void aCallerThatFails_keepsNobodyWaiting() throws Exception {
        try (LargeCalls large = large(answer -> calls.get() == 6 ? "{}" : answer)) {
            assertThatThrownBy(() -> large.waves(4)).isInstanceOf(IOException.class);
            assertThatCode(() -> large.waves(1)).doesNotThrowAnyException();
        }
    }

    private LargeCalls large(UnaryOperator<String> changed) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/each", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
            Matcher call = CALL.matcher(body);
            byte[] answer;
            synchronized (calls) {
                calls.incrementAndGet();
                String right = call.find()
                        ? "{\"id\":" + call.group(1) + ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\""
                                + call.group(2) + "\"}]}}"
                        : "";
                answer = changed.apply(right).getBytes(StandardCharsets.US_ASCII);
            }
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        List<Caller> callers = new ArrayList<>();
        for (int number = 0; number < 4; number++) {
            callers.add(Caller.ofPipe(server.getAddress()));
        }
        return new LargeCalls(callers, BYTES);
    }
}

package dev.trestle.mcp.http.link;

import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.testkit.contract.MessageLinkContract;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** The server says what it hears on its stream. */
class SseLinkContractTest extends MessageLinkContract {

    private final Channels channels = new Channels();
    private final AtomicInteger sessions = new AtomicInteger();
    private final Map<String, BlockingQueue<String>> said = new ConcurrentHashMap<>();
    private final TestServer echo = new TestServer(this::echo);
    private final TestServer deaf = new TestServer(SseLinkContractTest::hold);

    private void echo(TestServer.Asked asked) throws Exception {
        if (asked.method().equals("POST")) {
            said.get(asked.path()).add(asked.body());
            asked.status(202);
            return;
        }
        String path = "/post/" + sessions.incrementAndGet();
        BlockingQueue<String> queue = new LinkedBlockingQueue<>();
        said.put(path, queue);
        OutputStream stream = asked.stream();
        TestServer.write(stream, "event: endpoint\ndata: " + path + "\n\n");
        for (String message = ""; !message.contains("exit"); ) {
            message = queue.take();
            TestServer.write(stream, "event: message\ndata: " + message + "\n\n");
        }
    }

    private static void hold(TestServer.Asked asked) throws Exception {
        if (asked.method().equals("GET")) {
            TestServer.write(asked.stream(), "event: endpoint\ndata: /post\n\n");
        }
        asked.stall();
    }

    @Override
    protected MessageLink echoing() {
        return new SseLink("test", channels.to(echo.url("/sse")), HttpLinkOptions.DEFAULT);
    }

    @Override
    protected MessageLink stalled() {
        return new SseLink("test", channels.to(deaf.url("/sse")), HttpLinkOptions.DEFAULT);
    }

    @AfterEach
    void stop() {
        echo.close();
        deaf.close();
        channels.close();
    }
}

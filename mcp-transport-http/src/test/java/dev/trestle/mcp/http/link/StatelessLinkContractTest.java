package dev.trestle.mcp.http.link;

import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.testkit.contract.MessageLinkContract;
import org.junit.jupiter.api.AfterEach;

/** The server says what it hears in the body of its acceptance. */
class StatelessLinkContractTest extends MessageLinkContract {

    private final Channels channels = new Channels();
    private final TestServer echo = new TestServer(asked -> asked.json(asked.body()));
    private final TestServer deaf = new TestServer(TestServer.Asked::stall);

    @Override
    protected MessageLink echoing() {
        return link(echo);
    }

    @Override
    protected MessageLink stalled() {
        return link(deaf);
    }

    private MessageLink link(TestServer server) {
        return new StatelessLink("test", channels.to(server.url("/mcp")), HttpLinkOptions.DEFAULT, "2026-07-28");
    }

    /** Nothing that a server does ends a link that keeps nothing open. */
    @Override
    protected boolean mortal() {
        return false;
    }

    @AfterEach
    void stop() {
        echo.close();
        deaf.close();
        channels.close();
    }
}

package dev.trestle.mcp.testkit.contract;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.testkit.InMemoryLink;
import java.time.Duration;

/** The far end of a link under contract: says everything back. */
record EchoPeer(InMemoryLink back) implements MessageLink.Receiver {

    static MessageLink link() {
        InMemoryLink near = InMemoryLink.create();
        near.other().open(new EchoPeer(near.other()));
        return near;
    }

    @Override
    public void received(JsonSlice message) {
        if (message.toString().contains("\"exit\"")) {
            back.close(Duration.ZERO);
        } else {
            back.send(message);
        }
    }

    @Override
    public void closed(McpReply.Failure why) {}
}

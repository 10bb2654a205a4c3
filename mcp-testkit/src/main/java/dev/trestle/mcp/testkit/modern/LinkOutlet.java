package dev.trestle.mcp.testkit.modern;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.spi.MessageLink;

/** The answer to a request goes to the one channel that there is. */
record LinkOutlet(MessageLink link, Runnable death) implements Outlet {

    @Override
    public void stream() {}

    @Override
    public void say(JsonSlice notification) {
        link.send(notification);
    }

    @Override
    public void reply(int status, JsonSlice response) {
        link.send(response);
    }

    @Override
    public void drop() {}

    @Override
    public void die() {
        death.run();
    }

    @Override
    public void onGone(Runnable task) {}
}

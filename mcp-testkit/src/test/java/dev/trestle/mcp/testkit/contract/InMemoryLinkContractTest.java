package dev.trestle.mcp.testkit.contract;

import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.testkit.InMemoryLink;

class InMemoryLinkContractTest extends MessageLinkContract {

    @Override
    protected MessageLink echoing() {
        return EchoPeer.link();
    }

    @Override
    protected MessageLink stalled() {
        return InMemoryLink.create();
    }
}

package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.http.stream.MemoryEvents;
import dev.trestle.mcp.spi.EventStore;
import dev.trestle.mcp.testkit.contract.EventStoreContract;

class MemoryEventsContractTest extends EventStoreContract {

    @Override
    protected EventStore store() {
        return new MemoryEvents(HttpOptions.SPECIFICATION.streams());
    }
}

package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.spi.EventStore;
import dev.trestle.mcp.testkit.contract.EventStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class FileEventsContractTest extends EventStoreContract {

    @TempDir
    Path folder;

    private FileEvents store;

    @Override
    protected EventStore store() {
        store = new FileEvents(folder);
        return store;
    }

    @Override
    @AfterEach
    protected void closeLog() {
        super.closeLog();
        store.close();
    }
}

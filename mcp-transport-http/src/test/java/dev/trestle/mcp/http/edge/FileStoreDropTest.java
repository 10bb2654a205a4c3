package dev.trestle.mcp.http.edge;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;

/** The same over an event store that answers later. */
class FileStoreDropTest extends DropRules {

    @TempDir
    Path folder;

    @Override
    Caller mount(McpEndpoint endpoint) {
        return new InMemoryCaller(endpoint);
    }

    /** Closed as a daemon with the test run: the endpoint closes its logs after the test. */
    @Override
    UnaryOperator<McpEndpoint.Builder> with() {
        FileEvents store = new FileEvents(folder);
        return builder -> builder.eventStore(store);
    }

    @Override
    int step() {
        return 29;
    }

    @Override
    int courses() {
        return 30;
    }
}

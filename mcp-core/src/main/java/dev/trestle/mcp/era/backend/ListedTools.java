package dev.trestle.mcp.era.backend;

import dev.trestle.mcp.era.header.ToolHeaders;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tools of a server of 2026-07-28 as its clients may see them: none with an annotation of headers that is invalid. Over
 * HTTP such a tool cannot be called and is left out; a server on a pipe mirrors nothing, and its tool loses the annotation.
 */
final class ListedTools {

    private static final Logger LOG = LoggerFactory.getLogger(ListedTools.class);

    private final String backend;
    private final AtomicBoolean told = new AtomicBoolean();

    ListedTools(String backend) {
        this.backend = backend;
    }

    /** A page of {@code tools/list}; one that cannot be read stays as it is, and is its reader's to judge. */
    JsonSlice page(JsonSlice result, boolean overHttp) {
        try {
            ToolHeaders headers = overHttp ? ToolHeaders.droppingInvalid(result) : ToolHeaders.strippingInvalid(result);
            if (overHttp && !headers.problems().isEmpty() && told.compareAndSet(false, true)) {
                LOG.warn(
                        "Tools of backend '{}' are not listed, their x-mcp-header is invalid: {}",
                        backend,
                        named(headers));
            }
            return headers.result();
        } catch (JsonException e) {
            return result;
        }
    }

    private static String named(ToolHeaders headers) {
        // Names are the server's words: what could break a line of the log is not repeated.
        return String.join(", ", headers.problems().keySet()).replaceAll("[^\\x20-\\x7E]", "?");
    }
}

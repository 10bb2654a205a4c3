package dev.trestle.mcp.testkit.era;

import dev.trestle.mcp.testkit.json.Json;
import java.util.List;

/**
 * What is done in rounds, each of which needs what the client said in those before: asked live by a server of the legacy
 * era, and by results that ask by one of the modern.
 */
@FunctionalInterface
public interface Script {

    /** What a client's refusal looks like among the answers. */
    String ERROR = "/jsonRpcError";

    /**
     * Goes on.
     *
     * @param params the request's
     * @param answers for each round so far, the answers by key
     * @return what comes next
     */
    Step next(Json params, List<Json> answers);
}

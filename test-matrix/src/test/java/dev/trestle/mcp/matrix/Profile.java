package dev.trestle.mcp.matrix;

import dev.trestle.mcp.http.options.HttpOptions;

/** The two profiles of the edge. A test for one of them alone says so in its name. */
enum Profile {
    SPECIFICATION(HttpOptions.SPECIFICATION),
    PHASE1(HttpOptions.PHASE1);

    private final HttpOptions options;

    Profile(HttpOptions options) {
        this.options = options;
    }

    HttpOptions options() {
        return options;
    }
}

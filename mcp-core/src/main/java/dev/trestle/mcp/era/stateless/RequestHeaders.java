package dev.trestle.mcp.era.stateless;

import java.util.List;

/** The HTTP headers that a message came with. */
@FunctionalInterface
public interface RequestHeaders {

    /**
     * One header.
     *
     * @param name in any case
     * @return its values, line by line, without the white space around them; empty if it is absent
     */
    List<String> values(String name);
}

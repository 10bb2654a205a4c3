package dev.trestle.mcp.builtin.catalog;

import java.util.List;

/**
 * What one backend has for one principal.
 *
 * @param entities in the backend's order
 * @param available false if it did not tell
 * @param cut whether there is more than may be kept
 */
record Listing(List<Entity> entities, boolean available, boolean cut) {

    static final Listing UNAVAILABLE = new Listing(List.of(), false, false);
}

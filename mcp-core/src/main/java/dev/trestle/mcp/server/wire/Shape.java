package dev.trestle.mcp.server.wire;

import java.util.List;

/**
 * In what the versions that a server in this process speaks differ, towards the client. Versions are dates and compare
 * as text.
 *
 * @param version the protocol version
 */
public record Shape(String version) {

    private static final List<String> KNOWN = List.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25");

    /**
     * The shape of a version.
     *
     * @param version what the client speaks
     * @return that of the version, or of the latest if it is unknown
     */
    public static Shape of(String version) {
        return new Shape(KNOWN.contains(version) ? version : KNOWN.get(KNOWN.size() - 1));
    }

    /**
     * Since 2025-03-26: hints on tools, sounds, the text of progress, and the capability of completion.
     *
     * @return whether they are known
     */
    public boolean hintsAndAudio() {
        return version.compareTo("2025-03-26") >= 0;
    }

    /**
     * Since 2025-06-18: titles, structured content, links to resources, {@code _meta} in definitions, dates in
     * annotations.
     *
     * @return whether they are known
     */
    public boolean titlesAndStructure() {
        return version.compareTo("2025-06-18") >= 0;
    }

    /**
     * Since 2025-11-25: questions by link, and the {@code mode} of a question.
     *
     * @return whether they are known
     */
    public boolean questionModes() {
        return version.compareTo("2025-11-25") >= 0;
    }
}

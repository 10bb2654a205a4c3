package dev.trestle.mcp.matrix.era;

/** The versions that clients speak. */
enum ClientKind {
    V2024_11_05("2024-11-05"),
    V2025_03_26("2025-03-26"),
    V2025_06_18("2025-06-18"),
    V2025_11_25("2025-11-25"),
    MODERN("2026-07-28");

    final String version;

    ClientKind(String version) {
        this.version = version;
    }

    boolean isModern() {
        return this == MODERN;
    }

    boolean knowsForms() {
        return compareTo(V2025_06_18) >= 0;
    }

    boolean knowsLinks() {
        return compareTo(V2025_11_25) >= 0;
    }

    /** All that a client of the version can declare. */
    String capabilities() {
        String elicitation = knowsLinks() ? "\"elicitation\":{\"form\":{},\"url\":{}}," : "\"elicitation\":{},";
        return "{" + (knowsForms() ? elicitation : "") + "\"sampling\":{},\"roots\":{}}";
    }

    @Override
    public String toString() {
        return version;
    }
}

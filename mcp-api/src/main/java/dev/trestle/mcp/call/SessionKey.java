package dev.trestle.mcp.call;

/**
 * Names a client's session inside the gateway, for logs and for choosing a backend. It is not the session id that the
 * client holds and cannot be used in its place, so it may be logged.
 *
 * @param value unique within a gateway
 */
public record SessionKey(String value) {
    @Override
    public String toString() {
        return value;
    }
}

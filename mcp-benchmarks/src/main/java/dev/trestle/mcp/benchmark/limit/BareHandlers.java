package dev.trestle.mcp.benchmark.limit;

/**
 * Serves one of the bare core handlers, on Jetty with its defaults, at any path.
 *
 * <p>Arguments: {@code echo}, or {@code remote} for a server that gateways can carry calls to, {@code remote-modern} for one of
 * 2026-07-28. Prints {@code limit: ready URL} on standard error.
 */
public final class BareHandlers {

    private BareHandlers() {}

    /**
     * Serves until it is killed.
     *
     * @param arguments which one
     * @throws Exception if Jetty does not start
     */
    public static void main(String[] arguments) throws Exception {
        String which = arguments[0];
        Serving.forever(
                "limit",
                which.equals("echo") ? new EchoHandler() : new RemoteHandler(which.equals("remote-modern")),
                "");
    }
}

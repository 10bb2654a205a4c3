package dev.trestle.mcp.standalone.admin;

import dev.trestle.mcp.standalone.cli.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where operators look after the running program: on 127.0.0.1 and nowhere else, apart from the port of MCP, and for whoever has
 * the token of this start. Clients of MCP do not get there with anything that they have, so that none can allow its own calls.
 */
public final class AdminListener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdminListener.class);

    static final String ADDRESS = "127.0.0.1";
    private static final int THREADS = 8;
    private static final int MAX_CONNECTIONS = 64;
    private static final long IDLE_MILLIS = 30_000;

    private final Server server;
    private final int port;
    private final AdminToken token;
    private final TokenFile file;

    private AdminListener(Server server, int port, AdminToken token, TokenFile file) {
        this.server = server;
        this.port = port;
        this.token = token;
        this.file = file;
    }

    /**
     * Listens.
     *
     * @param wanted the port, 0 for any free one
     * @param tokenFile where the token is to be written, or empty for the usual place
     * @param controls what can be reached
     * @param health answers the paths for which no token is needed, and no others
     * @return the listener
     * @throws Refusal if the port is taken, or the token cannot be kept from others
     */
    public static AdminListener start(
            int wanted, Optional<String> tokenFile, Controls controls, Request.Handler health) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
        threads.setName("trestle-admin");
        threads.setDaemon(true);
        Server server = new Server(threads);
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
        connector.setHost(ADDRESS);
        connector.setPort(wanted);
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, connector));
        server.setErrorHandler(AdminListener::refuse);
        try {
            connector.open();
        } catch (IOException e) {
            throw new Refusal("the admin listener cannot have port " + wanted + " of " + ADDRESS
                    + "; choose another for gateway.admin.port, or 0 for any free one");
        }
        return start(server, connector, tokenFile, controls, health);
    }

    private static AdminListener start(
            Server server,
            ServerConnector connector,
            Optional<String> tokenFile,
            Controls controls,
            Request.Handler health) {
        AdminToken token = AdminToken.create();
        controls.redactor().secrets().add(token.secret());
        server.setHandler(new AdminHandler(new AdminGate(token, controls.audit()), new AdminRoutes(controls), health));
        int port = connector.getLocalPort();
        TokenFile file = TokenFile.at(tokenFile, port);
        AdminListener listener = new AdminListener(server, port, token, file);
        try {
            file.prepare(tokenFile.isPresent());
            file.write(token);
            server.start();
            return listener;
        } catch (Refusal refusal) {
            connector.close();
            throw refusal;
        } catch (Exception e) {
            listener.close();
            throw new IllegalStateException("the admin listener does not start", e);
        }
    }

    /**
     * Finds out whether the token could be kept in a file that was named.
     *
     * @param tokenFile the file, or empty for the usual place
     * @throws Refusal if not
     */
    public static void judge(Optional<String> tokenFile) {
        if (tokenFile.isPresent()) {
            TokenFile.at(tokenFile, 0).prepare(true);
        }
    }

    /** Answers what never got as far as the handler. */
    private static boolean refuse(Request request, Response response, Callback callback) {
        AdminAnswer answer = AdminAnswer.refused(
                response.getStatus(),
                String.valueOf(HttpStatus.getMessage(response.getStatus())),
                "correct the request");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.type());
        response.write(true, ByteBuffer.wrap(answer.body().getBytes(StandardCharsets.UTF_8)), callback);
        return true;
    }

    /** The port that it has. */
    public int port() {
        return port;
    }

    /** What whoever started the program is told. */
    public String readyLine() {
        return "admin http://" + ADDRESS + ":" + port + " (its token is in " + file.path() + ")";
    }

    /** Ends at once, and takes the token away. */
    @Override
    public void close() {
        file.remove(token);
        try {
            server.setStopTimeout(0);
            server.stop();
        } catch (Exception e) {
            LOG.debug("The admin listener did not stop in order: {}", e.toString());
        }
    }
}

package dev.trestle.mcp.standalone.admin;

import dev.trestle.mcp.telemetry.audit.AuditEvent;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Who may come in: programs of this machine that have the token. Never a web page, whatever name it found the listener by. */
final class AdminGate {

    private static final Pattern LOOPBACK =
            Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);

    private final AdminToken token;
    private final Consumer<AuditEvent> audit;

    AdminGate(AdminToken token, Consumer<AuditEvent> audit) {
        this.token = token;
        this.audit = audit;
    }

    /** Refuses web pages; empty for anybody else. */
    Optional<AdminAnswer> judgeWhere(Request request) {
        String host = request.getHeaders().get(HttpHeader.HOST);
        if (host == null || !LOOPBACK.matcher(host).matches()) {
            return refused("host", 403, "this Host is not served here", "ask for 127.0.0.1");
        }
        // A proxy's URL, or one that goes on to another host than the header's.
        if (!LOOPBACK.matcher(String.valueOf(request.getHttpURI().getAuthority()))
                .matches()) {
            return refused("host", 403, "this Host is not served here", "ask for 127.0.0.1");
        }
        if (request.getHeaders().contains(HttpHeader.ORIGIN)) {
            return refused("origin", 403, "web pages are not served here", "send no Origin");
        }
        return Optional.empty();
    }

    /** Refuses whoever does not have the token; empty for who has. */
    Optional<AdminAnswer> judgeWho(Request request) {
        boolean once =
                request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION).size() == 1;
        return once && token.isIn(request.getHeaders().get(HttpHeader.AUTHORIZATION))
                ? Optional.empty()
                : refused(
                        "token",
                        401,
                        "the token of this start is needed",
                        "send Authorization: Bearer and what is in the token's file; the program named that when it started");
    }

    private Optional<AdminAnswer> refused(String why, int status, String what, String hint) {
        audit.accept(new AuditEvent("admin_refused", null, null, null, null, Map.of("why", why)));
        return Optional.of(AdminAnswer.refused(status, what, hint));
    }
}

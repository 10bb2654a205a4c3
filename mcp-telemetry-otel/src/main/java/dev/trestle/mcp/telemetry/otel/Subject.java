package dev.trestle.mcp.telemetry.otel;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.redact.Redactor;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What a call is about, fit to be told: bounded, and without secrets.
 *
 * @param backend the server's name
 * @param method the method
 * @param kind under which name the target is told, or null if it has none
 * @param target the tool, prompt or resource, or null
 */
record Subject(
        String backend,
        String method,
        @Nullable AttributeKey<String> kind,
        @Nullable String target) {

    /** How many characters of anything that a client chose are told. */
    private static final int LONGEST = 256;

    static Subject of(McpCall call, Redactor redactor) {
        AttributeKey<String> kind = kindOf(call.method());
        String target = kind == null ? null : targetOf(call);
        if (target != null && kind == Conventions.RESOURCE) {
            target = withoutSecrets(target);
        }
        return new Subject(
                call.view(),
                redactor.redact(bounded(call.method())),
                kind,
                target == null ? null : redactor.redact(bounded(target)));
    }

    private static @Nullable AttributeKey<String> kindOf(String method) {
        return switch (method) {
            case "tools/call" -> Conventions.TOOL;
            case "prompts/get" -> Conventions.PROMPT;
            case "resources/read", "resources/subscribe", "resources/unsubscribe" -> Conventions.RESOURCE;
            default -> null;
        };
    }

    private static @Nullable String targetOf(McpCall call) {
        try {
            return call.target();
        } catch (JsonException unreadable) {
            return null;
        }
    }

    /** The id of a request. */
    static String text(RequestId id, Redactor redactor) {
        String text = id instanceof RequestId.OfString string ? string.value() : id.toString();
        return redactor.redact(bounded(text));
    }

    private static String bounded(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return text.substring(0, end);
    }

    /** A URI up to its query or fragment, without user information. */
    private static String withoutSecrets(String uri) {
        String bare = uri.split("[?#]", 2)[0];
        int authority = bare.indexOf("://");
        if (authority < 0) {
            return bare;
        }
        int host = authority + 3;
        int path = bare.indexOf('/', host);
        int at = bare.lastIndexOf('@', path < 0 ? bare.length() : path);
        return at < host ? bare : bare.substring(0, host) + bare.substring(at + 1);
    }

    /** Whether it has a target of which there are few: a URI is none. */
    boolean isNamed() {
        return target != null && kind != Conventions.RESOURCE;
    }

    String nameOrEmpty() {
        return target == null ? "" : target;
    }

    /** {@code tools/call add}: what is not known to exist is not part of a name by which spans are counted. */
    String spanName(KnownNames known) {
        String name = known.method(method) ? method : Conventions.OTHER;
        return isNamed() && known.target(this) ? name + " " + target : name;
    }

    /** For a span: as it was asked. */
    void describe(AttributesBuilder span) {
        span.put(Conventions.METHOD, method).put(Conventions.BACKEND, backend);
        if (kind != null && target != null) {
            span.put(kind, target);
        }
        operation(span);
    }

    /** For a metric: names only that are known to exist, and no URIs. */
    void measure(AttributesBuilder metric, KnownNames known) {
        metric.put(Conventions.METHOD, known.method(method) ? method : Conventions.OTHER)
                .put(Conventions.BACKEND, backend);
        if (kind != null && isNamed()) {
            metric.put(kind, known.target(this) ? nameOrEmpty() : Conventions.OTHER);
        }
        operation(metric);
    }

    private void operation(AttributesBuilder attributes) {
        if (kind == Conventions.TOOL) {
            attributes.put(Conventions.OPERATION, Conventions.EXECUTE_TOOL);
        }
    }
}

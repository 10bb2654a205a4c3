package dev.trestle.mcp.interceptor.access;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.spi.ClientDescription;
import dev.trestle.mcp.spi.InterceptorContext;
import dev.trestle.mcp.spi.McpBackend;
import dev.trestle.mcp.spi.SessionPeer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Shows and lets everybody use only what is permitted. The first {@linkplain AccessRule rule} that is about something settles
 * it; if there are rules and none is, it is denied. One and the same answer takes things out of lists, refuses requests that
 * name them, and keeps back the news that a resource changed.
 *
 * <p>What a name gets depends on nothing but the name, so that nobody learns whether there is something that he must not see:
 * he is told what the specification says of unknown ones. For {@code Place.ACCESS} of a gateway. Thread-safe.
 */
public final class Access implements CallInterceptor {

    private static final String RESOURCE_UPDATED = "notifications/resources/updated";

    private final Permissions permissions;
    private final SeenLists seen = new SeenLists();
    private volatile @Nullable InterceptorContext context;

    private Access(Builder builder) {
        Map<String, Set<String>> disabled = new LinkedHashMap<>();
        builder.disabled.forEach((backend, tools) -> disabled.put(backend, Set.copyOf(tools)));
        permissions = new Permissions(Map.copyOf(disabled), List.copyOf(builder.rules));
    }

    /**
     * Begins.
     *
     * @return a builder without rules, which permits everything
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Whether everybody may everything, so that it need not be in the way of any call.
     *
     * @return true if there is no rule and no disabled tool
     */
    public boolean isOff() {
        return permissions.rules().isEmpty()
                && permissions.disabled().values().stream().allMatch(Set::isEmpty);
    }

    @Override
    public void attach(InterceptorContext lent) {
        context = lent;
    }

    @Override
    public CompletionStage<McpReply> intercept(McpCall call, CallObserver observer, McpBackend next) {
        InterceptorContext lent = lent();
        for (Named named : Named.in(call, lent.decoder())) {
            if (!permissions.permit(call.principal(), call.view(), named.kind(), named.name())) {
                return CompletableFuture.completedFuture(named.kind().unknown(call, named.name()));
            }
        }
        CompletionStage<McpReply> reply = next.call(call, new Hearing(observer, call.principal(), call.view()));
        if (!VisibleLists.isList(call.method())) {
            return reply;
        }
        McpReply ready = McpReply.ifReady(reply);
        if (ready == null) {
            return reply.thenApply(all -> visible(call, all, lent));
        }
        McpReply some = visible(call, ready, lent);
        return some == ready ? reply : CompletableFuture.completedFuture(some);
    }

    private McpReply visible(McpCall call, McpReply reply, InterceptorContext lent) {
        return seen.visible(
                call,
                reply,
                all -> new VisibleLists(lent.decoder(), lent.editor())
                        .visible(
                                call.method(),
                                all,
                                (kind, name) -> permissions.permit(call.principal(), call.view(), kind, name)));
    }

    @Override
    public SessionPeer around(SessionPeer peer, String view) {
        return new Client(peer, view);
    }

    private boolean mayHear(Notification notification, Principal principal, String view) {
        if (!notification.method().equals(RESOURCE_UPDATED)) {
            return true;
        }
        Params params = notification.params();
        try {
            return params != null
                    && lent().editor()
                                    .member(params.json(), "uri")
                                    .map(lent().decoder()::decode)
                                    .orElse(null)
                            instanceof String uri
                    && permissions.permit(principal, view, Kind.RESOURCES, uri);
        } catch (JsonException e) {
            return false;
        }
    }

    private InterceptorContext lent() {
        return Objects.requireNonNull(context, "not attached to a gateway");
    }

    /** The rules. */
    @Override
    public String toString() {
        return "Access" + permissions.rules() + permissions.disabled();
    }

    /** What is said during a call. */
    private final class Hearing implements CallObserver {
        private final CallObserver observer;
        private final Principal principal;
        private final String view;

        Hearing(CallObserver observer, Principal principal, String view) {
            this.observer = observer;
            this.principal = principal;
            this.view = view;
        }

        @Override
        public void notified(Notification notification) {
            if (mayHear(notification, principal, view)) {
                observer.notified(notification);
            }
        }

        @Override
        public CompletionStage<InputAnswer> ask(InputRequest request) {
            return observer.ask(request);
        }

        @Override
        public void waits(CompletionStage<?> ready) {
            observer.waits(ready);
        }
    }

    /** What is said outside calls. */
    private final class Client implements SessionPeer {
        private final SessionPeer peer;
        private final String view;

        Client(SessionPeer peer, String view) {
            this.peer = peer;
            this.view = view;
        }

        @Override
        public ClientDescription client() {
            return peer.client();
        }

        @Override
        public void notified(Notification notification) {
            if (mayHear(notification, peer.client().principal(), view)) {
                peer.notified(notification);
            }
        }

        @Override
        public CompletionStage<InputAnswer> ask(InputRequest request) {
            return peer.ask(request);
        }

        @Override
        public void onEnd(Runnable action) {
            peer.onEnd(action);
        }
    }

    /** Collects rules. Not thread-safe. */
    public static final class Builder {
        private final List<AccessRule> rules = new ArrayList<>();
        private final Map<String, List<String>> disabled = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Adds a rule after those that are there.
         *
         * @param line as {@link AccessRule} has it
         * @return this builder
         * @throws IllegalArgumentException if it is none; the message says what is wrong with it
         */
        public Builder rule(String line) {
            return rule(AccessRule.parse(line));
        }

        /**
         * Adds a rule after those that are there.
         *
         * @param rule the rule
         * @return this builder
         */
        public Builder rule(AccessRule rule) {
            rules.add(rule);
            return this;
        }

        /**
         * Says which tools of a backend are not there for anybody, whatever rules say.
         *
         * @param backend the backend's name
         * @param tools the tools' names, each as it is
         * @return this builder
         */
        public Builder disabledTools(String backend, Collection<String> tools) {
            disabled.computeIfAbsent(backend, any -> new ArrayList<>()).addAll(tools);
            return this;
        }

        /**
         * Makes the interceptor.
         *
         * @return for one gateway
         */
        public Access build() {
            return new Access(this);
        }
    }
}

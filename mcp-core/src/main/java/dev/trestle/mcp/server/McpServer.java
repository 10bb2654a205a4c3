package dev.trestle.mcp.server;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.server.content.LogLevel;
import dev.trestle.mcp.server.content.ToolError;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.SessionPeer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An MCP server in this process, made of plain Java handlers; a backend of a gateway.
 *
 * <p>Handlers that may block run on the gateway's handler executor, of which there is a bounded number; those that
 * return a stage run on whatever thread the call arrives on and must not block. A session speaks the version that was
 * negotiated with its client; what that version lacks is left out or put as text. Thread-safe: tools, resources and
 * prompts may be added and removed while sessions are open.
 */
public final class McpServer implements BackendFactory {

    private final Introduction introduction;
    private final Limits limits;
    private final LogLevel logLevel;
    private final @Nullable Consumer<ClientContext> onInitialized;
    private final @Nullable Consumer<ClientContext> onRootsChanged;
    private final ToolCalls tools;
    private final ResourceReads resources;
    private final PromptGets prompts;
    private final Completions completions;
    private final Set<ServerSession> sessions = new LinkedHashSet<>();
    private final AtomicReference<@Nullable BackendContext> context = new AtomicReference<>();
    private final AtomicReference<Introduction.Offers> offered =
            new AtomicReference<>(new Introduction.Offers(false, false, false, false));

    private McpServer(Builder parts) {
        this.introduction = parts.introduction();
        this.limits = parts.limits;
        this.logLevel = parts.logLevel;
        this.onInitialized = parts.onInitialized;
        this.onRootsChanged = parts.onRootsChanged;
        this.tools = new ToolCalls(limits);
        this.resources = new ResourceReads(limits);
        this.prompts = new PromptGets(limits);
        this.completions = new Completions(parts.completions, prompts, resources);
        parts.tools.values().forEach(tool -> tools.catalog().put(tool.name(), tool));
        parts.resources.values().forEach(resource -> resources.catalog().put(resource.uri(), resource));
        parts.templates.values().forEach(each -> resources.templates().put(each.uriTemplate(), each));
        parts.prompts.values().forEach(prompt -> prompts.catalog().put(prompt.name(), prompt));
    }

    /**
     * Begins a server.
     *
     * @param name what programs call it
     * @param version its own version
     * @return a builder
     */
    public static Builder builder(String name, String version) {
        return new Builder(name, version);
    }

    @Override
    public void attach(BackendContext lent) {
        context.set(lent);
    }

    @Override
    public CompletionStage<BackendSession> open(SessionPeer peer) {
        BackendContext lent = context.get();
        if (lent == null) {
            return refused(TrestleError.BACKEND_UNAVAILABLE, "the server is not attached to a gateway");
        }
        ServerSession session = new ServerSession(this, peer, lent);
        synchronized (sessions) {
            if (sessions.size() >= limits.maxSessions()) {
                String message = "server " + lent.name() + " has " + limits.maxSessions() + " sessions (maxSessions)";
                return refused(TrestleError.TOO_MANY_SESSIONS, message);
            }
            sessions.add(session);
        }
        return CompletableFuture.completedStage(session);
    }

    private static CompletionStage<BackendSession> refused(TrestleError error, String message) {
        return CompletableFuture.failedStage(new McpException(error.failure(message)));
    }

    /**
     * Adds a tool, or replaces the one of that name, and tells all clients.
     *
     * @param tool the tool
     * @throws McpException ({@code limit_reached}) if there is no room for it
     */
    public void addTool(Tool tool) {
        tools.catalog().put(tool.name(), tool);
        changed("tools");
    }

    /**
     * Removes a tool and tells all clients.
     *
     * @param name its name
     * @return whether it was there
     */
    public boolean removeTool(String name) {
        return changedIf(tools.catalog().remove(name), "tools");
    }

    /**
     * Adds a resource, or replaces the one of that URI, and tells all clients.
     *
     * @param resource the resource
     * @throws McpException ({@code limit_reached}) if there is no room for it
     */
    public void addResource(Resource resource) {
        resources.catalog().put(resource.uri(), resource);
        changed("resources");
    }

    /**
     * Removes a resource and tells all clients.
     *
     * @param uri its URI
     * @return whether it was there
     */
    public boolean removeResource(String uri) {
        return changedIf(resources.catalog().remove(uri), "resources");
    }

    /**
     * Adds a prompt, or replaces the one of that name, and tells all clients.
     *
     * @param prompt the prompt
     * @throws McpException ({@code limit_reached}) if there is no room for it
     */
    public void addPrompt(Prompt prompt) {
        prompts.catalog().put(prompt.name(), prompt);
        changed("prompts");
    }

    /**
     * Removes a prompt and tells all clients.
     *
     * @param name its name
     * @return whether it was there
     */
    public boolean removePrompt(String name) {
        return changedIf(prompts.catalog().remove(name), "prompts");
    }

    /**
     * Tells those clients that subscribed to a resource that it changed.
     *
     * @param uri the resource
     */
    public void resourceUpdated(String uri) {
        openSessions().forEach(session -> session.resourceUpdated(uri));
    }

    private boolean changedIf(boolean did, String list) {
        if (did) {
            changed(list);
        }
        return did;
    }

    private void changed(String list) {
        Notification news = new Notification("notifications/" + list + "/list_changed", null);
        openSessions().forEach(session -> session.listChanged(list, news));
    }

    private List<ServerSession> openSessions() {
        synchronized (sessions) {
            return List.copyOf(sessions);
        }
    }

    void forget(ServerSession session) {
        synchronized (sessions) {
            sessions.remove(session);
        }
    }

    Introduction.Offers offers() {
        boolean readable =
                !resources.catalog().isEmpty() || !resources.templates().isEmpty();
        Introduction.Offers now = new Introduction.Offers(
                !tools.catalog().isEmpty(), readable, !prompts.catalog().isEmpty(), !completions.isEmpty());
        // Sessions hold on to it, and it is nearly always the same.
        return offered.updateAndGet(before -> now.equals(before) ? before : now);
    }

    Introduction introduction() {
        return introduction;
    }

    Limits limits() {
        return limits;
    }

    LogLevel logLevel() {
        return logLevel;
    }

    Optional<Consumer<ClientContext>> onInitialized() {
        return Optional.ofNullable(onInitialized);
    }

    Optional<Consumer<ClientContext>> onRootsChanged() {
        return Optional.ofNullable(onRootsChanged);
    }

    ToolCalls tools() {
        return tools;
    }

    ResourceReads resources() {
        return resources;
    }

    PromptGets prompts() {
        return prompts;
    }

    Completions completions() {
        return completions;
    }

    /** Proposes values for an argument of a prompt or a template; it may block. */
    @FunctionalInterface
    public interface CompletionHandler {
        /**
         * Proposes.
         *
         * @param value what the user typed so far
         * @param chosen the values of other arguments, as far as the client tells them (since 2025-06-18)
         * @return best first; the client gets the first 100 and the number of all
         * @throws Exception {@link ToolError} to tell the client what failed
         */
        List<String> complete(String value, Map<String, String> chosen) throws Exception;
    }

    /**
     * The bounds of a server in this process.
     *
     * @param pageSize how many entries a list gives at once
     * @param maxEntries how many tools, resources, templates and prompts there may be, of each
     * @param maxSessions how many sessions may be open at once
     * @param maxSubscriptions how many resources one session may subscribe to
     * @param maxCalls how many calls of one session may run at once
     */
    public record Limits(int pageSize, int maxEntries, int maxSessions, int maxSubscriptions, int maxCalls) {

        /** 1,000 entries a page, 10,000 of each kind, 10,000 sessions, 1,000 subscriptions and 1,024 calls each. */
        public static final Limits DEFAULT = new Limits(1_000, 10_000, 10_000, 1_000, 1_024);

        /**
         * Checks.
         *
         * @throws IllegalArgumentException if a limit is not positive
         */
        public Limits {
            if (Math.min(Math.min(pageSize, maxEntries), Math.min(maxSessions, Math.min(maxSubscriptions, maxCalls)))
                    < 1) {
                throw new IllegalArgumentException("limits are at least 1");
            }
        }

        /**
         * The same with another page size.
         *
         * @param entries how many entries a list gives at once
         * @return a copy
         */
        public Limits withPageSize(int entries) {
            return new Limits(entries, maxEntries, maxSessions, maxSubscriptions, maxCalls);
        }

        /**
         * The same with another number of entries.
         *
         * @param entries how many tools, resources, templates and prompts there may be, of each
         * @return a copy
         */
        public Limits withMaxEntries(int entries) {
            return new Limits(pageSize, entries, maxSessions, maxSubscriptions, maxCalls);
        }

        /**
         * The same with another number of sessions.
         *
         * @param sessions how many may be open at once
         * @return a copy
         */
        public Limits withMaxSessions(int sessions) {
            return new Limits(pageSize, maxEntries, sessions, maxSubscriptions, maxCalls);
        }

        /**
         * The same with another number of subscriptions.
         *
         * @param subscriptions how many resources one session may subscribe to
         * @return a copy
         */
        public Limits withMaxSubscriptions(int subscriptions) {
            return new Limits(pageSize, maxEntries, maxSessions, subscriptions, maxCalls);
        }

        /**
         * The same with another number of calls.
         *
         * @param calls how many calls of one session may run at once
         * @return a copy
         */
        public Limits withMaxCalls(int calls) {
            return new Limits(pageSize, maxEntries, maxSessions, maxSubscriptions, calls);
        }
    }

    /** Collects the parts of a server. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final String version;
        private final Map<String, Tool> tools = new LinkedHashMap<>();
        private final Map<String, Resource> resources = new LinkedHashMap<>();
        private final Map<String, ResourceTemplate> templates = new LinkedHashMap<>();
        private final Map<String, Prompt> prompts = new LinkedHashMap<>();
        private final Map<Completions.Key, CompletionHandler> completions = new LinkedHashMap<>();
        private @Nullable String title;
        private @Nullable String instructions;
        private Limits limits = Limits.DEFAULT;
        private LogLevel logLevel = LogLevel.INFO;
        private @Nullable Consumer<ClientContext> onInitialized;
        private @Nullable Consumer<ClientContext> onRootsChanged;

        private Builder(String name, String version) {
            this.name = name;
            this.version = version;
        }

        /**
         * Sets what people call it.
         *
         * @param text a short title
         * @return this builder
         */
        public Builder title(String text) {
            title = text;
            return this;
        }

        /**
         * Sets how a model should use it.
         *
         * @param text for the model
         * @return this builder
         */
        public Builder instructions(String text) {
            instructions = text;
            return this;
        }

        /**
         * Adds a tool.
         *
         * @param tool the tool
         * @return this builder
         * @throws IllegalStateException if there is one of that name
         */
        public Builder tool(Tool tool) {
            return add(tools, tool.name(), tool);
        }

        /**
         * Adds a resource.
         *
         * @param resource the resource
         * @return this builder
         * @throws IllegalStateException if there is one of that URI
         */
        public Builder resource(Resource resource) {
            return add(resources, resource.uri(), resource);
        }

        /**
         * Adds a template; where several match, the first added is read.
         *
         * @param template the template
         * @return this builder
         * @throws IllegalStateException if it is there
         */
        public Builder resourceTemplate(ResourceTemplate template) {
            return add(templates, template.uriTemplate(), template);
        }

        /**
         * Adds a prompt.
         *
         * @param prompt the prompt
         * @return this builder
         * @throws IllegalStateException if there is one of that name
         */
        public Builder prompt(Prompt prompt) {
            return add(prompts, prompt.name(), prompt);
        }

        /**
         * Adds completion of an argument.
         *
         * @param promptOrTemplate a prompt's name, or a template or resource as it is listed
         * @param argument the argument or variable
         * @param handler proposes values
         * @return this builder
         * @throws IllegalStateException if there is one for this argument
         */
        public Builder completion(String promptOrTemplate, String argument, CompletionHandler handler) {
            return add(completions, new Completions.Key(promptOrTemplate, argument), handler);
        }

        /**
         * Sets which log messages a client gets that did not set a level; {@code INFO} and graver by default.
         *
         * @param level the least grave
         * @return this builder
         */
        public Builder logLevel(LogLevel level) {
            logLevel = level;
            return this;
        }

        /**
         * Sets the bounds.
         *
         * @param bounds in place of {@link Limits#DEFAULT}
         * @return this builder
         */
        public Builder limits(Limits bounds) {
            limits = bounds;
            return this;
        }

        /**
         * Sets what to do when a client is ready; it may block and ask.
         *
         * @param hook is given the client
         * @return this builder
         */
        public Builder onInitialized(Consumer<ClientContext> hook) {
            onInitialized = hook;
            return this;
        }

        /**
         * Sets what to do when a client's roots changed; it may block and ask for them.
         *
         * @param hook is given the client
         * @return this builder
         */
        public Builder onRootsChanged(Consumer<ClientContext> hook) {
            onRootsChanged = hook;
            return this;
        }

        /**
         * Makes the server.
         *
         * @return a backend for a gateway
         * @throws McpException ({@code limit_reached}) if there is more of a kind than the limits allow
         */
        public McpServer build() {
            return new McpServer(this);
        }

        private Introduction introduction() {
            return new Introduction(name, version, title, instructions);
        }

        private <K, V> Builder add(Map<K, V> map, K key, V value) {
            if (map.putIfAbsent(key, value) != null) {
                throw new IllegalStateException("server " + name + " has " + key + " already");
            }
            return this;
        }
    }
}

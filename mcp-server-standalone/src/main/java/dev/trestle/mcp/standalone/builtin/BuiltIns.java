package dev.trestle.mcp.standalone.builtin;

import dev.trestle.mcp.builtin.catalog.CatalogTools;
import dev.trestle.mcp.builtin.command.Commands;
import dev.trestle.mcp.builtin.files.DirectoryResources;
import dev.trestle.mcp.builtin.files.PromptTemplates;
import dev.trestle.mcp.builtin.operate.CallCounts;
import dev.trestle.mcp.builtin.operate.OperatorTools;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.health.Readiness;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.standalone.cli.Refusal;
import dev.trestle.mcp.standalone.config.BuiltInKeys;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import dev.trestle.mcp.standalone.reload.Reloads;
import dev.trestle.mcp.telemetry.audit.AuditEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server that comes with Trestle, a backend like any other. Its tools look at the gateway that it is a backend of, which is made
 * after it: {@link #addTo} first, then {@link #attach}.
 */
public final class BuiltIns implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BuiltIns.class);
    private static final Map<String, String> SAYS = says();

    private final GatewaySettings settings;
    private final List<String> tools;
    private final Optional<Commands> commands;
    private final AtomicReference<@Nullable McpGateway> gateway = new AtomicReference<>();

    private BuiltIns(GatewaySettings settings, List<String> tools, Optional<Commands> commands) {
        this.settings = settings;
        this.tools = tools;
        this.commands = commands;
    }

    /**
     * What the settings want, which may be nothing.
     *
     * @param audit remembers what commands were run and refused; tells whether it could
     * @param redactor takes secrets out of that
     */
    public static BuiltIns of(GatewaySettings settings, Predicate<AuditEvent> audit, Redactor redactor) {
        List<String> tools = BuiltInKeys.tools(settings);
        return new BuiltIns(
                settings,
                tools,
                tools.contains("command")
                        ? Optional.of(CommandTool.open(settings, audit, redactor))
                        : Optional.empty());
    }

    private static Map<String, String> says() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(
                "catalog",
                "catalog_search finds tools, prompts and resources of all servers, catalog_doc explains one.");
        all.put("files", "Files of shared folders are resources.");
        all.put("prompts", "Templates of the operator are prompts.");
        all.put("command", "command_explain, command_dry_run and command_run run commands that are on a list.");
        all.put("health", "health tells how the gateway and its servers are.");
        all.put("metrics", "metrics tells how many tools were called and failed.");
        all.put("reload", "reload has the gateway read its files again.");
        return all;
    }

    /**
     * Adds the server to a gateway, and whoever has to hear its calls; neither if nothing is wanted.
     *
     * @param builder makes the gateway
     * @param reloads what can be read anew; what this server has of that kind is added
     */
    public void addTo(McpGateway.Builder builder, Reloads reloads) {
        if (tools.isEmpty()) {
            return;
        }
        String name = settings.text(GatewayKey.BUILTINS_NAME).orElseThrow();
        BuiltInOptions options = BuiltInOptions.of(settings);
        McpServer.Builder server = McpServer.builder("trestle", version())
                .title("Trestle")
                .instructions("What comes with the gateway itself. " + instructions())
                .limits(limits(options));
        if (has("catalog")) {
            CatalogTools catalog = CatalogTools.over(this::gateway, name, options.catalog());
            catalog.tools().forEach(server::tool);
            reloads.add("catalog", catalog::reload);
        }
        commands.ifPresent(some -> some.tools().forEach(server::tool));
        operatorTools(server, builder, reloads);
        Optional<DirectoryResources> files = has("files") ? Optional.of(files(options)) : Optional.empty();
        Optional<PromptTemplates> prompts = has("prompts") ? Optional.of(prompts(options)) : Optional.empty();
        files.ifPresent(found -> found.resources().forEach(server::resource));
        prompts.ifPresent(found -> found.prompts().forEach(server::prompt));
        McpServer made = server.build();
        files.ifPresent(found -> reloads.add("files", () -> found.reload(made)));
        prompts.ifPresent(found -> reloads.add("prompts", () -> found.reload(made)));
        builder.backend(name, made);
    }

    private void operatorTools(McpServer.Builder server, McpGateway.Builder builder, Reloads reloads) {
        if (has("health")) {
            server.tool(OperatorTools.health(version(), this::readiness));
        }
        if (has("metrics")) {
            CallCounts counts = new CallCounts();
            builder.listener(counts);
            server.tool(OperatorTools.metrics(counts::snapshot));
        }
        if (has("reload")) {
            server.tool(OperatorTools.reload(by -> reload(reloads, by)));
        }
    }

    /** Its own bounds are those of its parts. */
    private static McpServer.Limits limits(BuiltInOptions options) {
        int most = Math.max(options.files().maxFiles(), options.templates().maxTemplates());
        return McpServer.Limits.DEFAULT.withMaxEntries(Math.max(McpServer.Limits.DEFAULT.maxEntries(), most));
    }

    private static DirectoryResources files(BuiltInOptions options) {
        try {
            return DirectoryResources.of(options.folders(), options.files());
        } catch (IllegalArgumentException wrong) {
            throw new Refusal("gateway." + GatewayKey.FILES_FOLDERS.key() + ": " + wrong.getMessage());
        }
    }

    private static PromptTemplates prompts(BuiltInOptions options) {
        try {
            return PromptTemplates.of(options.prompts().orElseThrow(), options.templates());
        } catch (IllegalArgumentException wrong) {
            throw new Refusal("gateway." + GatewayKey.PROMPTS_FOLDER.key() + ": " + wrong.getMessage());
        }
    }

    /** Says which gateway it is a backend of. */
    public void attach(McpGateway made) {
        gateway.set(made);
    }

    /** Ends the commands that run; to be called with the gateway. */
    @Override
    public void close() {
        commands.ifPresent(Commands::close);
    }

    /** What is wrong with a part is for the log: whoever calls need not be somebody who may know. */
    private static Map<String, Boolean> reload(Reloads reloads, String by) {
        Map<String, Boolean> outcomes = new LinkedHashMap<>();
        for (Reloads.Outcome outcome : reloads.run(by)) {
            outcomes.put(outcome.name(), outcome.problem() == null);
            if (outcome.problem() != null) {
                LOG.warn("{} could not be reloaded: {}", outcome.name(), outcome.problem());
            }
        }
        return outcomes;
    }

    private boolean has(String tool) {
        return tools.contains(tool);
    }

    private String instructions() {
        return String.join(
                " ",
                tools.stream()
                        .map(tool -> Optional.ofNullable(SAYS.get(tool)).orElse(tool))
                        .toList());
    }

    private Readiness readiness() {
        return new Readiness(gateway().health(), settings.duration(GatewayKey.HEALTH_PATIENCE));
    }

    private McpGateway gateway() {
        McpGateway made = gateway.get();
        if (made == null) {
            throw new IllegalStateException("attach was not called");
        }
        return made;
    }

    private static String version() {
        String version = BuiltIns.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}

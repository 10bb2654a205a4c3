package dev.trestle.mcp.builtin.command;

import dev.trestle.mcp.builtin.command.CommandAttempt.Event;
import dev.trestle.mcp.builtin.command.Execution.Outcome;
import dev.trestle.mcp.builtin.command.Runs.Limits;
import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.server.Arguments;
import dev.trestle.mcp.server.CallContext;
import dev.trestle.mcp.server.Tool;
import dev.trestle.mcp.server.content.InvalidArgument;
import dev.trestle.mcp.server.content.Schema;
import dev.trestle.mcp.server.content.ToolAnnotations;
import dev.trestle.mcp.server.content.ToolError;
import dev.trestle.mcp.server.content.ToolResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The three tools. Each of them judges by the same plan; only one runs it. */
final class CommandTools {

    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
    private static final int MOST_RULES_TOLD = 50;

    private final Jail jail;
    private final Policy policy;
    private final Variables variables;
    private final Limits limits;
    private final Consumer<CommandAttempt> listener;
    private final Answers answers;
    private final Runs runs;

    CommandTools(Jail jail, Policy policy, Variables variables, Limits limits, Consumer<CommandAttempt> listener) {
        this.jail = jail;
        this.policy = policy;
        this.variables = variables;
        this.limits = limits;
        this.listener = listener;
        this.answers = new Answers(jail, limits);
        this.runs = new Runs(limits);
    }

    /** Ends what runs, and lets nothing start any more. */
    void close(Duration atMost) {
        runs.close(atMost);
    }

    List<Tool> all() {
        ToolAnnotations looking = new ToolAnnotations(true, false, true, false);
        return List.of(
                tool(
                                "command_explain",
                                "Tells whether a command may be run, by which rule, and what it would get; runs nothing.")
                        .outputSchema(Answers.planSchema())
                        .annotations(looking)
                        .handler((arguments, context) -> answer("command_explain", arguments, context, this::explain)),
                tool("command_dry_run", "Does everything that command_run does, but for running the command.")
                        .outputSchema(Answers.planSchema())
                        .annotations(looking)
                        .handler((arguments, context) -> answer("command_dry_run", arguments, context, this::dryRun)),
                tool("command_run", "Runs a command, without a shell, and tells what it wrote.")
                        .outputSchema(Answers.outcomeSchema())
                        .annotations(new ToolAnnotations(false, true, false, true))
                        .handler((arguments, context) -> answer("command_run", arguments, context, this::run)));
    }

    private Tool.Builder tool(String name, String does) {
        List<String> rules = policy.allowed();
        String told = rules.isEmpty()
                ? " Nothing is allowed."
                : " Allowed are: " + String.join("; ", rules.subList(0, Math.min(rules.size(), MOST_RULES_TOLD)))
                        + (rules.size() > MOST_RULES_TOLD ? "; and more" : "") + ".";
        return Tool.named(name).description(does + told).inputSchema(input());
    }

    private JsonSlice input() {
        return Schema.object()
                .property(
                        "argv",
                        Schema.array(
                                        "the program and its arguments, one string each; no shell sees them",
                                        Schema.object().with("type", "string"))
                                .with("minItems", 1)
                                .with("maxItems", Request.MOST_ARGUMENTS))
                .optional("cwd", Schema.string("where to run it, relative to the folder of commands"))
                .optional(
                        "timeout",
                        Schema.number("how many seconds it may take, at most "
                                + limits.timeout().toMillis() / 1e3))
                .optional(
                        "env",
                        Schema.object()
                                .with("description", "variables, of those that are on the list")
                                .with(
                                        "additionalProperties",
                                        Schema.object().with("type", "string").toJson()))
                .with("additionalProperties", false)
                .toJson();
    }

    private ToolResult answer(String tool, Arguments arguments, CallContext context, Way way) {
        Teller teller = new Teller(tool, context.client().principal(), listener);
        Request request;
        try {
            request = Request.read(arguments, limits.timeout());
        } catch (InvalidArgument wrong) {
            teller.unreadable(String.valueOf(wrong.getMessage()));
            throw wrong;
        }
        Plan plan = Plan.of(request, jail, policy, variables);
        return way.go(plan, teller, context);
    }

    private ToolResult explain(Plan plan, Teller teller, CallContext context) {
        teller.tell(plan, Event.EXPLAINED, plan.verdict().reason());
        return answers.plan(plan);
    }

    private ToolResult dryRun(Plan plan, Teller teller, CallContext context) {
        if (!plan.verdict().allowed()) {
            return refuse(plan, teller);
        }
        teller.tell(plan, Event.DRY_RUN, plan.verdict().reason());
        return answers.plan(plan);
    }

    private static ToolResult refuse(Plan plan, Teller teller) {
        teller.tell(plan, Event.REFUSED, plan.verdict().reason());
        return Answers.refusal(plan.verdict());
    }

    private ToolResult run(Plan plan, Teller teller, CallContext context) {
        if (!plan.verdict().allowed()) {
            return refuse(plan, teller);
        }
        Optional<Execution> place = runs.begin(plan.request().timeout(), context::cancelled);
        if (place.isEmpty()) {
            String full = runs.full();
            teller.tell(plan, Event.FAILED, full);
            throw new McpException(TrestleError.BUSY.failure(full));
        }
        try {
            return execute(place.get(), plan, teller);
        } finally {
            runs.end(place.get());
        }
    }

    private ToolResult execute(Execution execution, Plan plan, Teller teller) {
        // Whoever cannot write this down lets nothing happen.
        teller.tell(plan, Event.STARTED, plan.verdict().reason());
        Outcome outcome;
        try {
            outcome = execution.run(
                    Objects.requireNonNull(plan.program(), "what is allowed has a program"),
                    plan.request().argv(),
                    Objects.requireNonNull(plan.folder(), "what is allowed has a folder"),
                    plan.environment());
        } catch (IOException e) {
            LOG.warn("a command could not be started", e);
            teller.tell(plan, Event.FAILED, "it could not be started");
            throw new ToolError("the command could not be started; the gateway's log says why", e);
        }
        try {
            teller.executed(plan, outcome);
        } catch (RuntimeException e) {
            LOG.warn("whoever is told of commands did not take the end of one", e);
        }
        return Answers.outcome(outcome);
    }

    /** What is done with a plan. */
    @FunctionalInterface
    private interface Way {
        ToolResult go(Plan plan, Teller teller, CallContext context);
    }

    /** Tells the listener of one attempt. What the listener throws is for whoever tells. */
    record Teller(String tool, Principal principal, Consumer<CommandAttempt> listener) {

        void tell(Plan plan, Event event, String detail) {
            tell(
                    plan.request().argv(),
                    plan.request().cwd(),
                    event,
                    plan.verdict().rule(),
                    detail,
                    null);
        }

        void executed(Plan plan, Outcome outcome) {
            tell(
                    plan.request().argv(),
                    plan.request().cwd(),
                    Event.EXECUTED,
                    plan.verdict().rule(),
                    outcome.how().word(),
                    outcome.exitCode());
        }

        /** Tells of what could not even be read. */
        void unreadable(String why) {
            tell(List.of(), null, Event.REFUSED, null, why, null);
        }

        private void tell(
                List<String> argv,
                @Nullable String cwd,
                Event event,
                @Nullable String rule,
                String detail,
                @Nullable Integer exitCode) {
            listener.accept(new CommandAttempt(tool, principal, argv, cwd, event, rule, detail, exitCode));
        }
    }
}

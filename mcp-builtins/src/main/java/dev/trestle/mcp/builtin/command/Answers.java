package dev.trestle.mcp.builtin.command;

import dev.trestle.mcp.builtin.command.Execution.Outcome;
import dev.trestle.mcp.builtin.command.Policy.Verdict;
import dev.trestle.mcp.builtin.command.Runs.Limits;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.server.content.Content;
import dev.trestle.mcp.server.content.Schema;
import dev.trestle.mcp.server.content.ToolResult;
import java.util.List;
import java.util.TreeSet;

/** What callers are told. */
final class Answers {

    private final Jail jail;
    private final Limits limits;

    Answers(Jail jail, Limits limits) {
        this.jail = jail;
        this.limits = limits;
    }

    /** The shape of {@link #plan}. */
    static JsonSlice planSchema() {
        return Schema.object()
                .property("allowed", Schema.bool("whether it may be run"))
                .property("reason", Schema.string("why"))
                .optional("rule", Schema.string("the rule that decided"))
                .property("argv", Schema.array("the words of the command, none of which a shell sees", text()))
                .optional("program", Schema.string("the file that its first word stands for"))
                .optional("cwd", Schema.string("where it runs, within the folder of commands"))
                .property("environment", Schema.array("the names of the variables that it gets", text()))
                .property("limits", Schema.object())
                .toJson();
    }

    private static Schema text() {
        return Schema.object().with("type", "string");
    }

    /** The shape of {@link #outcome}. */
    static JsonSlice outcomeSchema() {
        return Schema.object()
                .property("exitCode", Schema.integer("0 for success").with("type", List.of("integer", "null")))
                .property("stdout", Schema.string("what it wrote"))
                .property("stderr", Schema.string("what it complained of"))
                .property("durationMs", Schema.integer("how long it took"))
                .property("truncated", Schema.bool("whether more was written than is told"))
                .property("timedOut", Schema.bool("whether it was ended because it took too long"))
                .property("ended", Schema.string("by what: exited, timeout, too_many_processes, cancelled, closed"))
                .toJson();
    }

    /** What would be run. */
    ToolResult plan(Plan plan) {
        Verdict verdict = plan.verdict();
        JsonWriter json = JsonWriter.object()
                .put("allowed", verdict.allowed())
                .put("reason", verdict.reason())
                .putIfPresent("rule", verdict.rule())
                .put("argv", plan.request().argv())
                .putIfPresent(
                        "program",
                        plan.program() == null ? null : plan.program().real().toString())
                .putIfPresent("cwd", plan.folder() == null ? null : jail.shown(plan.folder()))
                .put("environment", List.copyOf(new TreeSet<>(plan.environment().keySet())))
                .put(
                        "limits",
                        JsonWriter.object()
                                .put("timeoutMs", plan.request().timeout().toMillis())
                                .put("maxOutput", limits.maxOutput())
                                .put("maxProcesses", limits.maxProcesses()));
        return ToolResult.structured(json.toSlice());
    }

    /** Why nothing was run. */
    static ToolResult refusal(Verdict verdict) {
        JsonWriter detail = JsonWriter.object()
                .put("code", "command_refused")
                .put("reason", verdict.reason())
                .putIfPresent("rule", verdict.rule())
                .put("hint", "Use command_explain to see what is allowed of it; nothing was run.");
        String rule = verdict.rule() == null ? "" : " (" + verdict.rule() + ")";
        return new ToolResult(
                List.of(Content.text("the command was refused: " + verdict.reason() + rule)),
                JsonWriter.object().put("trestle", detail).toSlice(),
                true,
                null);
    }

    /** What came of it. */
    static ToolResult outcome(Outcome outcome) {
        JsonSlice json = JsonWriter.object()
                .put("exitCode", outcome.exitCode())
                .put("stdout", outcome.stdout())
                .put("stderr", outcome.stderr())
                .put("durationMs", outcome.took().toMillis())
                .put("truncated", outcome.truncated())
                .put("timedOut", outcome.how() == Outcome.How.TIMEOUT)
                .put("ended", outcome.how().word())
                .toSlice();
        boolean failed = outcome.how() != Outcome.How.EXITED;
        return new ToolResult(List.of(Content.text(words(outcome))), json, failed, null);
    }

    private static String words(Outcome outcome) {
        String end = switch (outcome.how()) {
            case EXITED -> "exit code " + outcome.exitCode();
            case TIMEOUT -> "ended because it took too long";
            case TOO_MANY_PROCESSES -> "ended because it made too many processes";
            case CANCELLED -> "ended because nobody waits for it any more";
            case CLOSED -> "ended because the gateway stops";
        };
        String cut = outcome.truncated() ? "; more was written than is told here" : "";
        return end + cut + "\n" + part("stdout", outcome.stdout()) + part("stderr", outcome.stderr());
    }

    private static String part(String name, String text) {
        return text.isEmpty() ? "" : "--- " + name + "\n" + text + (text.endsWith("\n") ? "" : "\n");
    }
}

package dev.trestle.mcp.builtin.command;

import dev.trestle.mcp.builtin.command.Jail.Refused;
import dev.trestle.mcp.builtin.command.Policy.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What would be run, or why nothing is.
 *
 * @param request what was asked for
 * @param verdict what became of it
 * @param program what its first argument names, or null if no rule is about it
 * @param folder where it would run, or null if that is nowhere
 * @param environment what it would get
 */
record Plan(
        Request request,
        Verdict verdict,
        @Nullable Program program,
        @Nullable Path folder,
        Map<String, String> environment) {

    /** Judges a request by everything that can be known before it runs. Nothing is started. */
    static Plan of(Request request, Jail jail, Policy policy, Variables variables) {
        List<String> argv = request.argv();
        Program program = policy.program(argv.get(0)).orElse(null);
        Path folder = null;
        Map<String, String> environment = Map.of();
        try {
            folder = jail.folder(request.cwd());
            environment = variables.with(request.env());
        } catch (Refused refused) {
            return new Plan(request, Verdict.refused(refused.why()), program, folder, environment);
        }
        Verdict verdict = policy.judge(argv, folder);
        if (verdict.allowed() && program != null) {
            verdict = program.unusable()
                    .map(why -> Verdict.refused("the program " + why))
                    .orElse(verdict);
        }
        return new Plan(request, verdict, program, folder, environment);
    }
}

package dev.trestle.mcp.builtin.command;

import dev.trestle.mcp.builtin.command.Rule.Mismatch;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may be run: what a rule allows and none denies. Without rules that is nothing. Immutable. */
final class Policy {

    private final Jail jail;
    private final List<Rule> allow;
    private final List<Ban> deny;
    private final Map<String, Program> programs = new LinkedHashMap<>();

    Policy(Jail jail, Collection<String> allow, Collection<String> deny, List<Path> folders) {
        this.jail = jail;
        this.allow = allow.stream().map(Rule::parse).toList();
        this.deny = deny.stream().map(Ban::parse).toList();
        this.allow.forEach(rule -> programs.computeIfAbsent(rule.program(), name -> Program.find(name, folders)));
    }

    /** The rules that allow, as they were written. */
    List<String> allowed() {
        return allow.stream().map(Rule::text).toList();
    }

    /** The program that an honest first argument names. */
    Optional<Program> program(String name) {
        return Optional.ofNullable(programs.get(name));
    }

    /** Judges a command in a folder that is inside. */
    Verdict judge(List<String> argv, Path folder) {
        for (int at = 0; at < argv.size(); at++) {
            Optional<String> odd = Characters.unseen(argv.get(at));
            if (odd.isPresent()) {
                return Verdict.refused("argv[" + at + "] has " + odd.get());
            }
        }
        if (allow.isEmpty()) {
            return Verdict.refused("no rule allows anything");
        }
        Set<String> names =
                program(argv.get(0)).map(program -> program.names(argv.get(0))).orElseGet(() -> Set.of(argv.get(0)));
        return deny.stream()
                .filter(ban -> ban.isAbout(names, argv))
                .findFirst()
                .map(ban -> Verdict.denied(ban.text()))
                .orElseGet(() -> allowing(argv, folder));
    }

    /** The rule that allows, or what is wrong by the rule that came closest. */
    private Verdict allowing(List<String> argv, Path folder) {
        Optional<Mismatch> closest = Optional.empty();
        for (Rule rule : allow) {
            Optional<Mismatch> mismatch = rule.mismatch(argv, jail, folder);
            if (mismatch.isEmpty()) {
                return Verdict.allowed(rule.text());
            }
            closest = closest.isEmpty() || mismatch.get().at() > closest.get().at() ? mismatch : closest;
        }
        return Verdict.refused(
                "no rule allows it: " + closest.map(Mismatch::told).orElse("there is none"));
    }

    /** Whether a command may run, why, and the rule that decided, if it was one. */
    record Verdict(boolean allowed, String reason, @Nullable String rule) {

        static Verdict allowed(String rule) {
            return new Verdict(true, "a rule allows it", rule);
        }

        static Verdict denied(String rule) {
            return new Verdict(false, "a rule denies it", rule);
        }

        static Verdict refused(String reason) {
            return new Verdict(false, reason, null);
        }
    }
}

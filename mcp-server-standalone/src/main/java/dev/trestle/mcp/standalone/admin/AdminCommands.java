package dev.trestle.mcp.standalone.admin;

import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.standalone.cli.Command;
import dev.trestle.mcp.standalone.cli.Invocation;
import dev.trestle.mcp.standalone.cli.Option;
import dev.trestle.mcp.standalone.cli.Refusal;
import dev.trestle.mcp.standalone.config.ConfigFile;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The commands that an operator gives to a program that runs. */
public final class AdminCommands {

    private static final String LIST = "list";
    private static final String APPROVE = "approve";
    private static final String DENY = "deny";
    private static final Map<String, Set<Option>> OF_EACH = Map.of(
            LIST, Set.of(),
            APPROVE, Set.of(Option.USES, Option.MINUTES, Option.ARGUMENTS),
            DENY, Set.of(Option.REASON));

    private final Invocation invocation;
    private final Map<String, String> environment;

    /**
     * A command.
     *
     * @param invocation what was written
     * @param environment the environment variables
     */
    public AdminCommands(Invocation invocation, Map<String, String> environment) {
        this.invocation = invocation;
        this.environment = environment;
    }

    /**
     * Gives it.
     *
     * @return what became of it, for people
     * @throws Refusal if there is a mistake in it, or nobody follows it
     */
    public List<String> run() {
        if (invocation.command() == Command.RELOAD) {
            return client().send("POST", "/reload", "");
        }
        String what = invocation.words().get(0);
        judge(what);
        if (what.equals(LIST)) {
            return client().send("GET", "/approvals", "");
        }
        JsonWriter body = what.equals(APPROVE) ? approval() : denial();
        String path = "/approvals/" + invocation.words().get(1) + "/" + what;
        return client().send("POST", path, body.toSlice().toString());
    }

    private void judge(String what) {
        Set<Option> its = OF_EACH.get(what);
        if (its == null) {
            throw new Refusal("approvals \"" + what + "\" is not known; use list, approve ID or deny ID");
        }
        int wanted = what.equals(LIST) ? 1 : 2;
        if (invocation.words().size() != wanted) {
            throw new Refusal(
                    "approvals " + what + (wanted == 1 ? " takes nothing else" : " needs an ID; see approvals list"));
        }
        List<String> mistakes = new ArrayList<>();
        for (Option option : List.of(Option.USES, Option.MINUTES, Option.ARGUMENTS, Option.REASON)) {
            if (invocation.option(option.word()).isPresent() && !its.contains(option)) {
                mistakes.add(option.word() + " says nothing to approvals " + what + "; remove it");
            }
        }
        if (wanted == 2 && !invocation.words().get(1).matches("[0-9A-Za-z-]{1,64}")) {
            mistakes.add("\"" + invocation.words().get(1) + "\" is no ID; see approvals list");
        }
        if (!mistakes.isEmpty()) {
            throw new Refusal(mistakes);
        }
    }

    private JsonWriter approval() {
        JsonWriter body = JsonWriter.object();
        number(Option.USES).ifPresent(uses -> body.put("uses", uses));
        number(Option.MINUTES).ifPresent(minutes -> body.put("minutes", minutes));
        invocation.option(Option.ARGUMENTS.word()).ifPresent(which -> {
            if (!List.of("these", "any").contains(which)) {
                throw new Refusal("--arguments \"" + which + "\" is not known; use these or any");
            }
            body.put("anyArguments", which.equals("any"));
        });
        return body;
    }

    private JsonWriter denial() {
        return JsonWriter.object()
                .putIfPresent("reason", invocation.option(Option.REASON.word()).orElse(null));
    }

    private Optional<Long> number(Option option) {
        return invocation.option(option.word()).map(text -> {
            if (!text.matches("\\d{1,9}")) {
                throw new Refusal(option.word() + " must be a number of at least 1, not \"" + text + "\"");
            }
            return Long.valueOf(text);
        });
    }

    /** The listener that the options name, or the file. */
    private AdminClient client() {
        Optional<String> token = invocation.option(Option.TOKEN_FILE.word());
        Optional<Integer> named = invocation.option(Option.ADMIN.word()).map(AdminCommands::port);
        if (named.isPresent()) {
            return new AdminClient(named.get(), TokenFile.at(token, named.get()));
        }
        String file = invocation
                .option(Option.CONFIG.word())
                .orElseThrow(
                        () -> new Refusal("which program? name its file by --config, or its admin port by --admin"));
        GatewaySettings settings = settings(file);
        int port = settings.number(GatewayKey.ADMIN_PORT);
        if (port == 0) {
            throw new Refusal(
                    file + " has any free port for the admin listener; name the one in the program's ready lines by"
                            + " --admin");
        }
        return new AdminClient(port, TokenFile.at(token.or(() -> settings.text(GatewayKey.ADMIN_TOKEN_FILE)), port));
    }

    /** What the file says of the gateway. Mistakes elsewhere in it are not this command's matter. */
    private GatewaySettings settings(String name) {
        try {
            ConfigFile file = ConfigFile.read(Path.of(name), environment);
            GatewaySettings settings = file.configuration().gateway();
            if (!settings.isGiven(GatewayKey.ADMIN_PORT)) {
                throw new Refusal(
                        file.mistakes().isEmpty()
                                ? List.of(name + " has no admin listener; set gateway.admin.port")
                                : file.mistakes());
            }
            return settings;
        } catch (InvalidPathException e) {
            throw new Refusal("--config \"" + name + "\" is not a path");
        }
    }

    private static int port(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65_535) {
            throw new Refusal("--admin must be a number from 1 to 65535, not \"" + text + "\"");
        }
        return Integer.parseInt(text);
    }
}

package dev.trestle.mcp.builtin.command;

import dev.trestle.mcp.builtin.command.Jail.Refused;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The environment of commands: empty but for {@code PATH}, {@code LANG}, the mark that they are found by, and what is on a
 * list. Some variables make a program run or load another; those can be on no list, or cannot be set by a call.
 */
final class Variables {

    /** Found in the environment of every process that a command starts, wherever it went. */
    static final String MARK = "TRESTLE_COMMAND_ID";

    private static final int LONGEST = 4_096;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final Pattern NEVER = Pattern.compile(
            "(?i)PATH|TRESTLE_.*|LD_.*|DYLD_.*|BASH.*|ENV|IFS|CDPATH|SHELL|SHELLOPTS|GLOBIGNORE"
                    + "|PS[0-9]|PROMPT_COMMAND|ZDOTDIR|GIT_.*|SSH_.*|SUDO_.*|PYTHON.*|PERL.*|RUBY.*|GEM_.*|BUNDLE_.*|NODE_.*|NPM_.*"
                    + "|LUA_.*|PHP.*|JAVA_TOOL_OPTIONS|JAVA_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|CLASSPATH|MAVEN_.*|GRADLE_OPTS|MAKEFLAGS|GNUMAKEFLAGS"
                    + "|MFLAGS|CC|CXX|RUSTC.*|CARGO_.*|GO(FLAGS|ROOT|PATH|TOOLCHAIN)|EDITOR|VISUAL|.*_EDITOR|PAGER|.*PAGER|LESS.*|BROWSER|.*ASKPASS.*"
                    + "|GCONV_PATH|GLIBC_TUNABLES|MALLOC_.*|LOCPATH|NLSPATH|HOSTALIASES|LOCALDOMAIN|RES_OPTIONS|RESOLV_.*|TERMINFO.*|TERMCAP|OPENSSL_.*"
                    + "|SSL_CERT_.*|CURL_HOME|WGETRC|GTK_.*|QT_.*|VIM.*|EXINIT|MANOPT|RSYNC_.*|TAR_OPTIONS|GZIP|XDG_DATA_DIRS|XDG_CONFIG_DIRS");
    private static final Pattern INHERITED =
            Pattern.compile("(?i)HOME|USER|LOGNAME|TMP|TEMP|TMPDIR|XDG_.*|.*_HOME|.*_proxy");

    private final Set<String> allowed;
    private final Map<String, String> fixed;

    Variables(Collection<String> allowed, Map<String, String> parent, String path) {
        this.allowed = new TreeSet<>(allowed);
        this.allowed.forEach(Variables::judge);
        Map<String, String> known = new LinkedHashMap<>();
        known.put("PATH", path);
        known.put("LANG", "C.UTF-8");
        this.allowed.stream().filter(parent::containsKey).forEach(name -> known.put(name, parent.get(name)));
        fixed = Map.copyOf(known);
    }

    private static void judge(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + name + "\" is no name of a variable");
        }
        if (NEVER.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "variable " + name + " can make a program run or load something else, so no command ever gets it");
        }
    }

    /** The environment of a command that is to get these. */
    Map<String, String> with(Map<String, String> given) throws Refused {
        Map<String, String> all = new LinkedHashMap<>(fixed);
        for (Map.Entry<String, String> each : given.entrySet()) {
            Optional<String> why = unfit(each.getKey(), each.getValue());
            if (why.isPresent()) {
                throw new Refused(why.get());
            }
            all.put(each.getKey(), each.getValue());
        }
        return all;
    }

    private Optional<String> unfit(String name, String value) {
        if (!allowed.contains(name)) {
            String known = NAME.matcher(name).matches() ? " " + name : "";
            return Optional.of("env names a variable" + known + " that is not on the list");
        }
        if (INHERITED.matcher(name).matches()) {
            return Optional.of("variable " + name + " is the gateway's own; no call can set it");
        }
        if (value.length() > LONGEST) {
            return Optional.of("variable " + name + " is longer than " + LONGEST + " characters");
        }
        return Characters.unseen(value).map(odd -> "variable " + name + " has " + odd);
    }
}

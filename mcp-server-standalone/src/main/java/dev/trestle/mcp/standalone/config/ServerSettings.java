package dev.trestle.mcp.standalone.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One server of a file or of the command line. */
public sealed interface ServerSettings {

    /** The era of a server of which nothing is known. */
    String ANY_ERA = "auto";

    /** The words for eras. */
    List<String> ERAS = List.of(ANY_ERA, "legacy", "modern");

    /** Its name, also in its URL. */
    String name();

    /** What holds for it whatever it is. */
    Traits traits();

    /**
     * The same server, with other traits.
     *
     * @param changed what holds for it
     * @return a changed copy
     */
    ServerSettings with(Traits changed);

    /** Which era it speaks: {@code auto}, {@code legacy} or {@code modern}. */
    default String era() {
        return traits().era();
    }

    /**
     * The same server, of another era.
     *
     * @param word as for {@link #era}
     * @return a changed copy
     */
    default ServerSettings ofEra(String word) {
        Traits now = traits();
        return with(new Traits(word, now.awaitTasks(), now.mapTasks(), now.disabledTools(), now.autoApprove()));
    }

    /**
     * What holds for a server, whatever it is.
     *
     * @param era which era it speaks: {@code auto}, {@code legacy} or {@code modern}
     * @param awaitTasks whether its tools that run as tasks only are awaited for clients that do not know its tasks
     * @param mapTasks whether clients that know the tasks of their era are shown those of the other era as such
     * @param disabledTools tools that are not there for anybody
     * @param autoApprove tools that nobody has to allow
     */
    record Traits(
            String era, boolean awaitTasks, boolean mapTasks, List<String> disabledTools, List<String> autoApprove) {
        /** Those of a server of which nothing is said. */
        static final Traits NONE = new Traits(ANY_ERA, false, false, List.of(), List.of());

        /** Copies the lists. */
        public Traits {
            disabledTools = List.copyOf(disabledTools);
            autoApprove = List.copyOf(autoApprove);
        }
    }

    /**
     * A server that is a program to start.
     *
     * @param name its name
     * @param command the program and its arguments; at least one
     * @param environment variables to set besides those that every child gets
     * @param folder where to start it, or null for Trestle's own working folder
     * @param traits what else holds for it
     */
    record Program(
            String name,
            List<String> command,
            Map<String, String> environment,
            @Nullable Path folder,
            Traits traits) implements ServerSettings {
        /**
         * A program of which nothing else is said.
         *
         * @param name its name
         * @param command the program and its arguments
         * @param environment variables to set
         * @param folder where to start it, or null
         */
        public Program(String name, List<String> command, Map<String, String> environment, @Nullable Path folder) {
            this(name, command, environment, folder, Traits.NONE);
        }

        @Override
        public Program with(Traits changed) {
            return new Program(name, command, environment, folder, changed);
        }

        /** Copies the collections. */
        public Program {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }

        /** Names the server without its arguments and variables, which may be secret. */
        @Override
        public String toString() {
            return name + ": " + command.get(0);
        }
    }

    /**
     * A server at a URL.
     *
     * @param name its name
     * @param url http or https, with a host and without credentials
     * @param headers what to send with every request
     * @param type how it speaks: {@code http}, which is to be found out, {@code streamable-http} or {@code sse}
     * @param traits what else holds for it
     */
    record Remote(String name, URI url, Map<String, String> headers, String type, Traits traits)
            implements ServerSettings {
        /**
         * A server of which nothing else is said.
         *
         * @param name its name
         * @param url where it is
         * @param headers what to send with every request
         * @param type how it speaks
         */
        public Remote(String name, URI url, Map<String, String> headers, String type) {
            this(name, url, headers, type, Traits.NONE);
        }

        @Override
        public Remote with(Traits changed) {
            return new Remote(name, url, headers, type, changed);
        }

        /** Copies the headers. */
        public Remote {
            headers = Map.copyOf(headers);
        }

        /**
         * A URL from its text.
         *
         * @param text as somebody wrote it
         * @return the URL
         * @throws IllegalArgumentException if it is none; the message says what to write instead, without the text, which may be
         *     secret
         */
        public static URI urlOf(String text) {
            try {
                URI url = new URI(text);
                boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
                if (!web || url.getHost() == null || url.getRawFragment() != null) {
                    throw new IllegalArgumentException("must be a URL like https://example.com/mcp");
                }
                if (url.getRawUserInfo() != null) {
                    throw new IllegalArgumentException("must not have credentials; put them into headers");
                }
                return url;
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException("must be a URL like https://example.com/mcp", e);
            }
        }

        /** Where it is, without a query, which may be secret. */
        public String place() {
            return url.getScheme() + "://" + url.getRawAuthority() + (url.getRawPath() == null ? "" : url.getRawPath());
        }

        /** Names the server without its headers, which may be secret. */
        @Override
        public String toString() {
            return name + ": " + place();
        }
    }
}

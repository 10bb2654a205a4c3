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

    /** Which era it speaks: {@code auto}, {@code legacy} or {@code modern}. */
    String era();

    /**
     * The same server, of another era.
     *
     * @param word as for {@link #era}
     * @return a changed copy
     */
    ServerSettings ofEra(String word);

    /** Whether its tools that run as tasks only are awaited for clients that do not know its tasks. */
    boolean awaitTasks();

    /** Whether clients that know the tasks of their era are shown those of the other era as such. */
    boolean mapTasks();

    /**
     * The same server, with its tasks awaited and mapped or not.
     *
     * @param awaited as for {@link #awaitTasks}
     * @param mapped as for {@link #mapTasks}
     * @return a changed copy
     */
    ServerSettings withTasks(boolean awaited, boolean mapped);

    /**
     * A server that is a program to start.
     *
     * @param name its name
     * @param command the program and its arguments; at least one
     * @param environment variables to set besides those that every child gets
     * @param folder where to start it, or null for Trestle's own working folder
     * @param era which era it speaks
     * @param awaitTasks whether its tasks are awaited
     * @param mapTasks whether its tasks are mapped
     */
    record Program(
            String name,
            List<String> command,
            Map<String, String> environment,
            @Nullable Path folder,
            String era,
            boolean awaitTasks,
            boolean mapTasks)
            implements ServerSettings {
        /**
         * A program of whichever era.
         *
         * @param name its name
         * @param command the program and its arguments
         * @param environment variables to set
         * @param folder where to start it, or null
         */
        public Program(String name, List<String> command, Map<String, String> environment, @Nullable Path folder) {
            this(name, command, environment, folder, ANY_ERA, false, false);
        }

        @Override
        public Program ofEra(String word) {
            return new Program(name, command, environment, folder, word, awaitTasks, mapTasks);
        }

        @Override
        public Program withTasks(boolean awaited, boolean mapped) {
            return new Program(name, command, environment, folder, era, awaited, mapped);
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
     * @param era which era it speaks
     * @param awaitTasks whether its tasks are awaited
     * @param mapTasks whether its tasks are mapped
     */
    record Remote(
            String name,
            URI url,
            Map<String, String> headers,
            String type,
            String era,
            boolean awaitTasks,
            boolean mapTasks)
            implements ServerSettings {
        /**
         * A server of whichever era.
         *
         * @param name its name
         * @param url where it is
         * @param headers what to send with every request
         * @param type how it speaks
         */
        public Remote(String name, URI url, Map<String, String> headers, String type) {
            this(name, url, headers, type, ANY_ERA, false, false);
        }

        @Override
        public Remote ofEra(String word) {
            return new Remote(name, url, headers, type, word, awaitTasks, mapTasks);
        }

        @Override
        public Remote withTasks(boolean awaited, boolean mapped) {
            return new Remote(name, url, headers, type, era, awaited, mapped);
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

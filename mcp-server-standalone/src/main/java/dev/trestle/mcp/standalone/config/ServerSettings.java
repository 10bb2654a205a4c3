package dev.trestle.mcp.standalone.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One server of a file or of the command line. */
public sealed interface ServerSettings {

    /** Its name, also in its URL. */
    String name();

    /**
     * A server that is a program to start.
     *
     * @param name its name
     * @param command the program and its arguments; at least one
     * @param environment variables to set besides those that every child gets
     * @param folder where to start it, or null for Trestle's own working folder
     */
    record Program(
            String name,
            List<String> command,
            Map<String, String> environment,
            @Nullable Path folder) implements ServerSettings {
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
     */
    record Remote(String name, URI url, Map<String, String> headers, String type) implements ServerSettings {
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

package dev.trestle.mcp.builtin.files;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** URIs of files, which say nothing of where on this machine they are. */
final class FileUri {

    private static final String UNRESERVED = "-._~";

    private FileUri() {}

    /** The URI of a file in a folder that is known by a name. */
    static String of(String folder, Path relative) {
        StringBuilder uri = new StringBuilder("trestle-files:///");
        append(uri, folder);
        for (Path name : relative) {
            uri.append('/');
            append(uri, name.toString());
        }
        return uri.toString();
    }

    private static void append(StringBuilder uri, String text) {
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xFF);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (plain || UNRESERVED.indexOf(c) >= 0) {
                uri.append(c);
            } else {
                uri.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
            }
        }
    }
}

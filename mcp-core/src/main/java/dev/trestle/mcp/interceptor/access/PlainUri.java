package dev.trestle.mcp.interceptor.access;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one spelling of URIs that a lenient server takes for the same: scheme and host in small letters, escapes undone, no dot
 * segments (RFC 3986, 6.2.2), and of files one form of the place and neither query nor fragment. It goes further than the RFC, so it is
 * good for asking whether something is forbidden, and for nothing else.
 */
final class PlainUri {

    private static final Pattern PARTS = Pattern.compile("(?s)([A-Za-z][A-Za-z0-9+.-]*):(//[^/\\\\?#]*)?(.*)");

    private PlainUri() {}

    /** The plain spelling; what is no URI stays as it is. */
    static String of(String uri) {
        Matcher parts = PARTS.matcher(uri);
        if (!parts.matches()) {
            return uri;
        }
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        String authority = parts.group(2) == null ? "" : parts.group(2).toLowerCase(Locale.ROOT);
        boolean file = scheme.equals("file");
        String rest = parts.group(3);
        String path = withoutDots(unescaped(file ? rest.split("[?#]", 2)[0].replace('\\', '/') : rest), file);
        if (!file) {
            return scheme + ":" + authority + path;
        }
        String host = unescaped(authority);
        return "file:" + (host.isEmpty() || host.equals("//localhost") ? "//" : host) + path;
    }

    private static String unescaped(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
            out.write(low < 0 ? bytes[i] : high << 4 | low);
            i += low < 0 ? 0 : 2;
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Query and fragment are left alone only if they have no segments of dots: servers differ in where a path ends. */
    private static String withoutDots(String path, boolean file) {
        if (!path.contains("/.") && !(file && path.contains("//")) && !path.startsWith(".")) {
            return path;
        }
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = path.split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            boolean dots = segments[i].equals(".") || segments[i].equals("..");
            if (segments[i].equals("..")
                    && (kept.size() > 1 || (kept.size() == 1 && !kept.getLast().isEmpty()))) {
                kept.removeLast();
            }
            if (dots && last) {
                kept.addLast("");
            } else if (!dots && !(file && segments[i].isEmpty() && i > 0 && !last)) {
                kept.addLast(segments[i]);
            }
        }
        return String.join("/", kept);
    }
}

package dev.trestle.mcp.server.content;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A URI template of RFC 6570, level 1: text and {@code {variable}}s, which need text between them. A variable matches
 * one or more characters other than {@code / ? #}, up to the first place where the text after it stands, and is
 * percent-decoded. Matching never goes back, so it takes time in proportion to the URI. Immutable.
 */
public final class UriTemplate {

    private final List<String> literals = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    /**
     * Reads a template.
     *
     * @param template such as {@code test://item/{id}/data}
     * @throws IllegalArgumentException if it is not of level 1, or two variables touch or have the same name
     */
    public UriTemplate(String template) {
        int at = 0;
        for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', at)) {
            int close = template.indexOf('}', open);
            String name = close < 0 ? "" : template.substring(open + 1, close);
            if (!name.matches("[A-Za-z0-9_.]+")) {
                throw new IllegalArgumentException("only {variable} is supported in a URI template: " + template);
            }
            if (names.contains(name) || (open == at && !names.isEmpty())) {
                throw new IllegalArgumentException("variables must differ and have text between them: " + template);
            }
            literals.add(template.substring(at, open));
            names.add(name);
            at = close + 1;
        }
        literals.add(template.substring(at));
    }

    /**
     * Matches a URI.
     *
     * @param uri the URI
     * @return the variables, decoded, in the order of the template; empty if it does not match
     */
    public Optional<Map<String, String>> match(String uri) {
        Map<String, String> variables = new LinkedHashMap<>();
        if (!uri.startsWith(literals.get(0))) {
            return Optional.empty();
        }
        int at = literals.get(0).length();
        for (int i = 0; i < names.size(); i++) {
            String after = literals.get(i + 1);
            int end = i == names.size() - 1 ? uri.length() - after.length() : uri.indexOf(after, at + 1);
            if (end <= at || !uri.startsWith(after, end)) {
                return Optional.empty();
            }
            Optional<String> value = decode(uri, at, end);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            variables.put(names.get(i), value.get());
            at = end + after.length();
        }
        return at == uri.length() ? Optional.of(variables) : Optional.empty();
    }

    private static Optional<String> decode(String uri, int from, int to) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(to - from);
        StringBuilder plain = new StringBuilder();
        for (int i = from; i < to; i++) {
            char c = uri.charAt(i);
            if (c == '/' || c == '?' || c == '#') {
                return Optional.empty();
            }
            if (c != '%') {
                plain.append(c);
                continue;
            }
            int octet = octet(uri, i + 1, to);
            if (octet < 0) {
                return Optional.empty();
            }
            bytes.writeBytes(plain.toString().getBytes(StandardCharsets.UTF_8));
            plain.setLength(0);
            bytes.write(octet);
            i += 2;
        }
        bytes.writeBytes(plain.toString().getBytes(StandardCharsets.UTF_8));
        return utf8(bytes.toByteArray());
    }

    private static int octet(String uri, int from, int to) {
        if (from + 2 > to) {
            return -1;
        }
        char high = uri.charAt(from);
        char low = uri.charAt(from + 1);
        boolean hex = HexFormat.isHexDigit(high) && HexFormat.isHexDigit(low);
        return hex ? HexFormat.fromHexDigit(high) << 4 | HexFormat.fromHexDigit(low) : -1;
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}

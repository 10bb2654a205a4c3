package dev.trestle.mcp.policy.approval;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.policy.approval.ApprovalRequest.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests in a file of JSON, which is replaced as a whole: whoever reads it finds the old or the new one.
 *
 * @param file the file
 */
record ApprovalFile(Path file) implements ApprovalStore {

    @Override
    public List<ApprovalRequest> load(JsonDecoder decoder) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            List<ApprovalRequest> requests = new ArrayList<>();
            if (!(decoder.decode(JsonSlice.of(Files.readAllBytes(file))) instanceof List<?> entries)) {
                throw new IOException(file + " holds no approvals");
            }
            for (Object entry : entries) {
                requests.add(read((Map<?, ?>) entry));
            }
            return requests;
        } catch (JsonException | DateTimeException | IllegalArgumentException | ClassCastException e) {
            throw new IOException(file + " holds no approvals that can be read", e);
        }
    }

    private static ApprovalRequest read(Map<?, ?> entry) {
        return new ApprovalRequest(
                text(entry, "id"),
                new Principal(text(entry, "principal"), Boolean.TRUE.equals(entry.get("authenticated"))),
                (String) entry.get("session"),
                text(entry, "backend"),
                text(entry, "tool"),
                text(entry, "digest"),
                text(entry, "summary"),
                Status.valueOf(text(entry, "status").toUpperCase(Locale.ROOT)),
                Instant.parse(text(entry, "created")),
                Instant.parse(text(entry, "expires")),
                Math.toIntExact((Long) member(entry, "uses")),
                Boolean.TRUE.equals(entry.get("anyArguments")),
                (String) entry.get("decidedBy"),
                (String) entry.get("reason"));
    }

    private static String text(Map<?, ?> entry, String name) {
        return (String) member(entry, name);
    }

    private static Object member(Map<?, ?> entry, String name) {
        @Nullable Object value = entry.get(name);
        if (value == null) {
            throw new IllegalArgumentException("there is no " + name);
        }
        return value;
    }

    @Override
    public void save(List<ApprovalRequest> requests) throws IOException {
        byte[] bytes = JsonWriter.write(
                        requests.stream().map(ApprovalFile::write).toList())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        try (FileChannel out = FileChannel.open(
                next,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static JsonWriter write(ApprovalRequest request) {
        return JsonWriter.object()
                .put("id", request.id())
                .put("principal", request.principal().name())
                .put("authenticated", request.principal().authenticated())
                .putIfPresent("session", request.session())
                .put("backend", request.backend())
                .put("tool", request.tool())
                .put("digest", request.digest())
                .put("summary", request.summary())
                .put("status", request.status().word())
                .put("created", request.created().toString())
                .put("expires", request.expires().toString())
                .put("uses", request.uses())
                .put("anyArguments", request.anyArguments())
                .putIfPresent("decidedBy", request.decidedBy())
                .putIfPresent("reason", request.reason());
    }
}

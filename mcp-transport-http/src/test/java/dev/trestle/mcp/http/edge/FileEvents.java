package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.spi.EventStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A store as unlike ours as can be: on disk, one file for each log, written and read by one thread, which answers later.
 */
final class FileEvents implements EventStore, AutoCloseable {

    private final Path folder;
    private final ExecutorService disk = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "test-disk");
        thread.setDaemon(true);
        return thread;
    });

    FileEvents(Path folder) {
        this.folder = folder;
    }

    /** The files that there are, once all that was asked for is done. */
    List<String> files() {
        return CompletableFuture.supplyAsync(
                        () -> {
                            try (var files = Files.list(folder)) {
                                return files.map(file -> file.getFileName().toString())
                                        .sorted()
                                        .toList();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        },
                        disk)
                .join();
    }

    @Override
    public Log open(String name) {
        return new OnDisk(folder.resolve(name));
    }

    @Override
    public void close() {
        disk.shutdownNow();
    }

    private final class OnDisk implements Log {
        private final Path file;
        private final Map<Long, Long> forgotten = new HashMap<>();
        private boolean closed;

        OnDisk(Path file) {
            this.file = file;
        }

        @Override
        public void append(Event event) {
            disk.execute(() -> {
                if (!closed) {
                    write(event.stream() + " " + event.number() + " " + event.message() + "\n");
                }
            });
        }

        private void write(String line) {
            try {
                Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public CompletionStage<List<Event>> after(long stream, long number) {
            return CompletableFuture.supplyAsync(
                    () -> {
                        long last = Math.max(number, forgotten.getOrDefault(stream, 0L));
                        List<Event> events = new ArrayList<>(read());
                        events.removeIf(event -> event.stream() != stream || event.number() <= last);
                        return events;
                    },
                    disk);
        }

        private List<Event> read() {
            try {
                return Files.exists(file)
                        ? Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                                .map(line -> line.split(" ", 3))
                                .map(part -> new Event(
                                        Long.parseLong(part[0]), Long.parseLong(part[1]), JsonSlice.of(part[2])))
                                .toList()
                        : List.of();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void forget(long stream, long upTo) {
            disk.execute(() -> forgotten.put(stream, upTo));
        }

        @Override
        public void close() {
            disk.execute(() -> {
                closed = true;
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}

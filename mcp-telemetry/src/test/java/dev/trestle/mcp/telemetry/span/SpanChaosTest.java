package dev.trestle.mcp.telemetry.span;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What others do to the file while 16 threads say spans. Always: each line is JSON, none is there twice,
 * {@code written + dropped + buffered = emitted}, no call waits, and no restart is needed.
 */
@Tag("e2:telemetry-chaos")
class SpanChaosTest {

    private static final McpReply OK = new McpReply.Result(JsonSlice.of("{}"));
    private static final int WRITERS = 16;

    /** What a call may wait at most; a loaded machine may stop any thread for some time, a disk may not. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    private final AtomicLong slowest = new AtomicLong();

    @Test
    void fileIsRenamedAgainAndAgain_nothingIsLost() {
        AtomicLong moves = new AtomicLong();
        SpanFile spans = chaos(250, () -> {
            Path away = folder.resolve("moved-" + moves.incrementAndGet());
            Files.move(file(), away);
        });
        holds(spans);
        assertThat(spans.dropped()).isZero();
        assertThat(moves.get()).isPositive();
        assertThat(SpanReader.names(folder)).hasSize(WRITERS * 250).doesNotHaveDuplicates();
    }

    @Test
    void fileIsDeletedAgainAndAgain_nothingElseIsLost() throws IOException {
        SpanFile spans = chaos(250, () -> Files.delete(file()));
        Files.deleteIfExists(file());
        SpanFile more = fast().open();
        emit(more, "after", 100);
        more.close();

        holds(spans);
        assertThat(spans.dropped()).isZero();
        assertThat(SpanReader.names(folder)).hasSize(100);
    }

    @Test
    void fileIsEmptiedAgainAndAgain_noLineIsTorn() {
        SpanFile spans = chaos(250, () -> {
            try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
                channel.truncate(0);
            }
        });
        holds(spans);
        assertThat(spans.dropped()).isZero();
        assertThat(SpanReader.names(folder)).doesNotHaveDuplicates();
    }

    @Test
    void fileIsCutWithinALine_theRestOfTheLineIsTakenAway() throws IOException {
        try (SpanFile spans = fast().open()) {
            emit(spans, "a", 3);
            assertThat(spans.flush(Await.DEFAULT)).isTrue();
            cut(file(), Files.size(file()) - 10);
            emit(spans, "b", 2);
            assertThat(spans.flush(Await.DEFAULT)).isTrue();
        }
        assertThat(SpanReader.names(folder)).containsExactly("a-0", "a-1", "b-0", "b-1");
    }

    @Test
    void fileOfAnotherProgram_isNotShortened() throws IOException {
        Files.writeString(file(), "no line feed");
        try (SpanFile spans = fast().open()) {
            emit(spans, "a", 1);
        }
        assertThat(Files.readAllLines(file())).hasSize(2).first().isEqualTo("no line feed");
    }

    @Test
    void permissionsAreTakenAway_spansAreWrittenOrKept() throws IOException {
        // Root may write anyway, others may not before the permissions are given back: both are right.
        AtomicBoolean open = new AtomicBoolean();
        SpanFile spans = chaos(100, () -> {
            String mode = open.getAndSet(!open.get()) ? "rw-r--r--" : "---------";
            Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString(mode));
        });
        if (Files.exists(file())) {
            Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        }
        holds(spans);
    }

    @Test
    void folderInPlaceOfTheFile_spansAreKeptUntilItIsGone() throws IOException {
        Files.createDirectories(file().resolve("in-the-way"));
        SpanFile spans = fast().open();
        say(spans, 50);
        Await.stays("nothing is written", Duration.ofMillis(300), () -> gauge(spans, "spansWritten") == 0);
        assertThat(gauge(spans, "spansBuffered")).isEqualTo(WRITERS * 50);

        Files.move(file(), folder.resolve("gone"), StandardCopyOption.ATOMIC_MOVE);
        Await.until("all is written", () -> gauge(spans, "spansWritten") == WRITERS * 50);
        spans.close();
        holds(spans);
        assertThat(SpanReader.names(folder)).hasSize(WRITERS * 50).doesNotHaveDuplicates();
    }

    /** {@code /dev/full} answers every write as a full disk does. */
    @Test
    void diskIsFull_spansAreKeptWithinBounds_andWrittenWhenThereIsRoom() throws IOException {
        Files.createSymbolicLink(file(), Path.of("/dev/full"));
        SpanFile spans = fast().buffer(500).open();
        say(spans, 50);
        assertThat(gauge(spans, "spansEmitted")).isEqualTo(WRITERS * 50);
        assertThat(gauge(spans, "spansBuffered")).isEqualTo(500);
        assertThat(spans.dropped()).isEqualTo(WRITERS * 50 - 500);
        holds(spans);

        Files.delete(file());
        Await.until("what was kept is written", () -> gauge(spans, "spansWritten") == 500);
        emit(spans, "after", 1);
        spans.close();
        holds(spans);
        assertThat(SpanReader.names(folder))
                .hasSize(501)
                .doesNotHaveDuplicates()
                .contains("after-0");
    }

    @Test
    void writeFailsWithinABatch_whatWasWrittenIsNotWrittenAgain() {
        List<String> written = new CopyOnWriteArrayList<>();
        AtomicLong attempts = new AtomicLong();
        SpanFile spans = fast().open(lines -> {
            long attempt = attempts.incrementAndGet();
            if (attempt % 3 == 0) {
                throw new IOException("No space left on device");
            }
            int some = attempt % 3 == 1 ? lines.size() : (lines.size() + 1) / 2;
            lines.subList(0, some)
                    .forEach(line -> written.add(new String(line, StandardCharsets.UTF_8).split("\"")[5]));
            return some;
        });
        say(spans, 100);
        assertThat(spans.flush(Await.DEFAULT)).isTrue();
        spans.close();
        holds(spans);
        assertThat(written).hasSize(WRITERS * 100).doesNotHaveDuplicates();
    }

    /** Locks of files are advice on POSIX; a gateway that heeded them could be stopped by any reader. */
    @Test
    void fileIsLockedBySomebodyElse_spansAreWritten() throws IOException {
        try (SpanFile spans = fast().open()) {
            emit(spans, "a", 1);
            spans.flush(Await.DEFAULT);
            try (FileChannel other = FileChannel.open(file(), StandardOpenOption.WRITE);
                    FileLock lock = other.lock()) {
                assertThat(lock.isValid()).isTrue();
                say(spans, 20);
                assertThat(spans.flush(Await.DEFAULT)).isTrue();
            }
            holds(spans);
        }
        assertThat(SpanReader.names(folder)).hasSize(1 + WRITERS * 20).doesNotHaveDuplicates();
    }

    @Test
    void rotationUnderSixteenWriters_losesNothing() throws IOException {
        SpanFile spans = fast().maxFile(50_000).keep(100).open();
        say(spans, 500);
        spans.close();
        holds(spans);
        assertThat(spans.dropped()).isZero();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSizeGreaterThan(10).allMatch(file -> size(file) <= 50_000);
        }
        assertThat(SpanReader.names(folder)).hasSize(WRITERS * 500).doesNotHaveDuplicates();
    }

    private SpanFile chaos(int spansOfEach, Fault fault) {
        SpanFile spans = fast().open();
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> trouble = Threads.start(1, number -> {
            while (!over.get()) {
                try {
                    fault.happen();
                } catch (IOException e) {
                    // There is no file right now.
                }
            }
        });
        say(spans, spansOfEach);
        spans.flush(Duration.ofSeconds(5));
        over.set(true);
        Threads.join(trouble);
        try {
            if (Files.exists(file())) {
                Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        spans.close(Await.DEFAULT);
        return spans;
    }

    private void say(SpanFile spans, int spansOfEach) {
        Threads.run(WRITERS, number -> {
            for (int i = 0; i < spansOfEach; i++) {
                long start = System.nanoTime();
                spans.callEnded(Calls.tool(number + "-" + i, "{}"), OK, 1);
                slowest.accumulateAndGet(System.nanoTime() - start, Math::max);
            }
        });
        System.out.printf(
                "figure: the slowest of %d spans took its call %,d us%n", WRITERS * spansOfEach, slowest.get() / 1000);
    }

    private void holds(SpanFile spans) {
        assertThat(gauge(spans, "spansWritten") + gauge(spans, "spansDropped") + gauge(spans, "spansBuffered"))
                .isEqualTo(gauge(spans, "spansEmitted"));
        assertThat(slowest.get()).isLessThan(LONGEST_CALL.toNanos());
        Set<String> names = new HashSet<>(SpanReader.names(folder));
        assertThat(names.size()).isLessThanOrEqualTo((int) gauge(spans, "spansEmitted") + 1);
    }

    private SpanFile.Builder fast() {
        return SpanFile.in(folder).flushInterval(Duration.ofMillis(20));
    }

    private Path file() {
        return folder.resolve(SpanFile.NAME);
    }

    private static void emit(SpanFile spans, String name, int count) {
        for (int i = 0; i < count; i++) {
            spans.callEnded(Calls.tool(name + "-" + i, "{}"), OK, 1);
        }
    }

    private static void cut(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long gauge(SpanFile spans, String name) {
        return spans.gauges().get(name).getAsLong();
    }

    @FunctionalInterface
    private interface Fault {
        void happen() throws IOException;
    }
}

package dev.trestle.mcp.http.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

class DirectBuffersTest {

    private final DirectBuffers buffers = new DirectBuffers();
    private final List<String> told = new ArrayList<>();

    @Test
    void whatIsShort_isCopiedOutOfTheHeap() {
        ByteBuffer text = text("a short answer");
        assertThat(buffers.hold(text)).isTrue();

        ByteBuffer copy = copy(text).bytes();

        assertThat(copy.isDirect()).isTrue();
        assertThat(content(copy)).isEqualTo("a short answer");
        assertThat(text.hasRemaining()).isFalse();
    }

    @Test
    void whatIsLongEmptyOrCopiedAlready_isNotHeld() {
        assertThat(buffers.hold(ByteBuffer.allocate(DirectBuffers.BYTES))).isTrue();
        assertThat(buffers.hold(ByteBuffer.allocate(DirectBuffers.BYTES + 1))).isFalse();
        assertThat(buffers.hold(ByteBuffer.allocate(0))).isFalse();
        assertThat(buffers.hold(ByteBuffer.allocateDirect(10))).isFalse();
    }

    @Test
    void copyThatIsWritten_isTakenForTheNext_whichSeesNothingOfItsContent() {
        DirectBuffers.Copy first = copy(text("a long secret"));
        first.succeeded();

        DirectBuffers.Copy second = copy(text("hello"));

        assertThat(second.bytes()).isSameAs(first.bytes());
        assertThat(content(second.bytes())).isEqualTo("hello");
    }

    @Test
    void copyThatIsBeingWritten_isNobodyElses() {
        assertThat(copy(text("one")).bytes()).isNotSameAs(copy(text("two")).bytes());
    }

    /** Who failed it need not be the thread that writes it. */
    @Test
    void copyWhoseWriteFailed_isNobodysAgain() {
        DirectBuffers.Copy first = copy(text("one"));
        first.failed(new IOException("the client is gone"));

        assertThat(told).containsExactly("failed: the client is gone");
        assertThat(copy(text("two")).bytes()).isNotSameAs(first.bytes());
        assertThat(content(first.bytes())).isEqualTo("one");
    }

    @Test
    void ofMoreCopiesThanTheLimit_theRestAreLetGo() {
        List<DirectBuffers.Copy> copies = new ArrayList<>();
        for (int i = 0; i <= DirectBuffers.KEPT; i++) {
            copies.add(copy(text("x")));
        }
        copies.forEach(DirectBuffers.Copy::succeeded);
        assertThat(told).hasSize(DirectBuffers.KEPT + 1).containsOnly("succeeded");

        Set<ByteBuffer> known = Collections.newSetFromMap(new IdentityHashMap<>());
        copies.forEach(copy -> known.add(copy.bytes()));
        for (int i = 0; i < DirectBuffers.KEPT; i++) {
            assertThat(known.remove(copy(text("y")).bytes())).isTrue();
        }
        assertThat(known).hasSize(1);
        assertThat(known.remove(copy(text("y")).bytes())).isFalse();
    }

    private DirectBuffers.Copy copy(ByteBuffer text) {
        return buffers.copy(
                text,
                Callback.from(() -> told.add("succeeded"), failure -> told.add("failed: " + failure.getMessage())));
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String content(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }
}

package dev.trestle.mcp.stdio.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.jsonrpc.RequestId;
import org.junit.jupiter.api.Test;

class UnreadBytesTest {

    private final UnreadBytes unread = new UnreadBytes();

    @Test
    void answer_meansThatAllBeforeItWasRead() {
        unread.written(10, RequestId.of(1));
        unread.written(20, null);
        unread.written(30, RequestId.of(2));
        unread.written(40, null);
        unread.answered(RequestId.of(2));
        assertThat(unread.most()).isEqualTo(40);

        unread.answered(RequestId.of(1));
        assertThat(unread.most()).isEqualTo(40);
    }

    @Test
    void answerToWhatWasNeverAsked_meansNothing() {
        unread.written(10, RequestId.of(1));
        unread.answered(RequestId.of(2));
        assertThat(unread.most()).isEqualTo(10);
    }

    @Test
    void moreRequestsThanAreRemembered_oldestMeanNothingAndNewestAllTheMore() {
        for (int i = 1; i <= 100; i++) {
            unread.written(1, RequestId.of(i));
        }
        unread.answered(RequestId.of(1));
        assertThat(unread.most()).isEqualTo(100);
        unread.answered(RequestId.of(99));
        assertThat(unread.most()).isEqualTo(1);
        unread.answered(RequestId.of(100));
        assertThat(unread.most()).isZero();
    }

    @Test
    void tableGrowsInTheMiddleOfItsRound_nothingIsForgotten() {
        for (int i = 1; i <= 3; i++) {
            unread.written(1, RequestId.of(i));
        }
        unread.answered(RequestId.of(2));
        for (int i = 4; i <= 50; i++) {
            unread.written(1, RequestId.of(i));
        }
        for (int i = 3; i <= 50; i++) {
            unread.answered(RequestId.of(i));
            assertThat(unread.most()).isEqualTo(50 - i);
        }
    }
}

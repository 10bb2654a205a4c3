package dev.trestle.mcp.era.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyRingTest {

    private static final String KEY = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=";
    private static final String OTHER = "b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcm90aGVyb3Q=";

    @Test
    void firstLine_isTheCurrentKey() {
        KeyRing ring = KeyRing.parse("# keys\n\n  new : " + OTHER + "  \r\nold:" + KEY + "\n");

        assertThat(ring.currentId()).isEqualTo("new");
        assertThat(ring.key("old")).isPresent();
        assertThat(ring.key("none")).isEmpty();
    }

    @Test
    void text_showsIdsAndNoKeys() {
        assertThat(KeyRing.parse("new:" + OTHER + "\nold:" + KEY)).hasToString("KeyRing[new, old]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=     | line 1 of the keys does not begin with an id
                    :c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=    | line 1 of the keys does not begin with an id
                    a b:c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U= | line 1 of the keys does not begin with an id
                    abcdefghijklmnopq:c2VjcmV0c2VjcmV0               | line 1 of the keys does not begin with an id
                    k:c2VjcmV0c2VjcmV0c2VjcmV0                       | line 1 of the keys has a key of 18 bytes instead of 32
                    k:                                               | line 1 of the keys has a key of 0 bytes instead of 32
                    k:secret!secret                                  | line 1 of the keys has a key that is not base64
                    k:c2VjcmV0:c2VjcmV0                              | line 1 of the keys has a key that is not base64
                    """)
    void wrongLine_isNamedByItsNumberWithoutItsContent(String line, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyRing.parse(line))
                .withMessageStartingWith(problem)
                .withMessageNotContainingAny("c2Vj", "secret", "!", "a b", "abcdef");
    }

    @Test
    void noKey_sameIdTwiceAndTooManyKeys_areRefused() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i <= KeyRing.MAX_KEYS; i++) {
            many.append('k').append(i).append(':').append(KEY).append('\n');
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyRing.parse("# nothing\n"))
                .withMessageContaining("openssl rand -base64 32");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyRing.parse("k:" + KEY + "\n\nk:" + OTHER))
                .withMessage("line 3 of the keys has the id of an earlier line");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyRing.parse(many.toString()))
                .withMessageContaining("17 keys");
    }

    @Test
    void withCurrent_sealsWithTheNewAndOpensWithAll() {
        KeyRing ring = KeyRing.parse("old:" + KEY).withCurrent(KeyRing.parse("new:" + OTHER + "\nold:" + KEY));

        assertThat(ring.currentId()).isEqualTo("new");
        assertThat(ring.key("old")).isPresent();
        assertThat(KeyRing.parse("old:" + KEY).withCurrent(KeyRing.parse("new:" + OTHER)))
                .hasToString("KeyRing[new, old]");
    }

    @Test
    void keyThatChangedUnderItsId_isRefused() {
        KeyRing ring = KeyRing.parse("k:" + KEY);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ring.withCurrent(KeyRing.parse("k:" + OTHER)))
                .withMessage("key `k` changed; give a new key a new id");
    }

    @Test
    void ringThatIsReplacedOften_forgetsItsOldestKeys() {
        KeyRing ring = KeyRing.random();
        String first = ring.currentId();
        for (int i = 1; i < KeyRing.MAX_KEYS; i++) {
            ring = ring.withCurrent(KeyRing.random());
        }
        assertThat(ring.key(first)).isPresent();
        assertThat(ring.withCurrent(KeyRing.random()).key(first)).isEmpty();
    }
}

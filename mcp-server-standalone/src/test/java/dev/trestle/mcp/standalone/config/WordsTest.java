package dev.trestle.mcp.standalone.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource({"'','',0", "a,'',1", "'',ab,2", "same,same,0", "prot,port,1", "comand,command,1", "kitten,sitting,3"})
    void distance_countsEdits(String a, String b, int edits) {
        assertThat(Words.distance(a, b)).isEqualTo(edits);
    }

    @Test
    void wordThatIsLikeNone_hasNoNearest() {
        assertThat(Words.nearest("zzzzzz", List.of("command", "args"))).isEmpty();
        assertThat(Words.nearest("CMD", List.of("cwd", "args"))).contains("cwd");
    }
}

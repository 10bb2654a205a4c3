package dev.trestle.mcp.testkit.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderTextTest {

    @Test
    void examplesOfTheSpecification_areEncodedAsThere() {
        assertThat(HeaderText.encode("get_weather")).isEqualTo("get_weather");
        assertThat(HeaderText.encode("天気")).isEqualTo("=?base64?5aSp5rCX?=");
        assertThat(HeaderText.encode(" a")).isEqualTo("=?base64?IGE=?=");
        assertThat(HeaderText.encode("")).isEmpty();
        assertThat(HeaderText.encode("a\tb")).isEqualTo("a\tb");
        assertThat(HeaderText.encode("a\n")).startsWith("=?base64?");
    }

    @Test
    void whatIsEncoded_comesBack() {
        for (String text : List.of("x", "", "é", "\t", "=?base64?eA==?=", "=?base64?", "?=", "a\r\nb", "😀")) {
            assertThat(HeaderText.decode(HeaderText.encode(text))).isEqualTo(text);
            assertThat(HeaderText.decode(HeaderText.encodeAlways(text))).isEqualTo(text);
        }
    }

    @Test
    void otherSpellings_areLiteralOrWrong() {
        assertThat(HeaderText.decode("=?BASE64?Z2V0?=")).isEqualTo("=?BASE64?Z2V0?=");
        assertThat(HeaderText.decode("=?base64?Z2V0")).isEqualTo("=?base64?Z2V0");
        assertThat(HeaderText.decode("=?base64?Z2V0=?=")).isNull();
        assertThat(HeaderText.decode("=?base64?Z2V?=")).isNull();
        assertThat(HeaderText.decode("=?base64?/w==?=")).isNull();
    }
}

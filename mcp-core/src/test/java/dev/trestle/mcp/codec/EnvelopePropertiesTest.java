package dev.trestle.mcp.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

class EnvelopePropertiesTest {

    /** Reads characters, because of bytes it takes overlong forms. */
    private static final JsonFactory JACKSON = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();

    private final EnvelopeReader reader = new EnvelopeReader(EnvelopeLimits.DEFAULT);

    @Test
    void whatIsWritten_isReadAsTheSame() {
        Seeds.each(1500, json -> {
            JsonRpcMessage message = RandomMessage.of(json);

            assertThat(reader.read(RandomMessage.written(message))).isEqualTo(message);
        });
    }

    @Test
    void whatIsWritten_isOneLine() {
        Seeds.each(1000, json -> {
            String written = RandomMessage.written(RandomMessage.of(json)).toString();

            assertThat(written).doesNotContain("\n", "\r");
        });
    }

    @Test
    void strictPrefixOfAMessage_isRejected() {
        Seeds.each(80, json -> {
            JsonSlice message = RandomMessage.written(RandomMessage.of(json));
            for (int length = 0; length < message.length(); length++) {
                JsonSlice prefix = message.part(0, length);
                assertThatExceptionOfType(EnvelopeException.class).isThrownBy(() -> reader.read(prefix));
            }
        });
    }

    @Test
    void mutatedMessage_isReadOrRejectedButNeverWorse() {
        Seeds.each(8000, json -> {
            byte[] mutated =
                    json.mutated(RandomMessage.written(RandomMessage.of(json)).bytes());
            try {
                reader.read(JsonSlice.of(mutated));
            } catch (EnvelopeException e) {
                assertThat(e.error().code()).isIn(-32700, -32600, -32602);
            }
        });
    }

    @Test
    void rejection_neverQuotesTheMessage() {
        Seeds.each(1500, json -> {
            String message =
                    "{\"jsonrpc\":\"2.0\",\"id\":\"hunter2\",\"method\":\"hunter2\",\"params\":{\"hunter2\":[\"hunter2\"]}}";
            try {
                reader.read(JsonSlice.of(json.mutated(message.getBytes(StandardCharsets.UTF_8))));
            } catch (EnvelopeException e) {
                assertThat(e.getMessage()).doesNotContain("hunter");
            }
        });
    }

    @Test
    void whatIsJson_isDecidedLikeTwoIndependentJudges() {
        Seeds.each(8000, json -> {
            // The library refuses halves of escaped surrogate pairs in names, though not in values.
            String whole = json.value(4).replace("\\ud83d\\ude00", "\\u00e9");
            byte[] text = whole.getBytes(StandardCharsets.UTF_8);
            byte[] bytes = json.random().nextInt(4) == 0 ? text : json.mutated(text);

            assertThat(walks(bytes))
                    .as(new String(bytes, StandardCharsets.ISO_8859_1))
                    .isEqualTo(isUtf8(bytes) && isJson(bytes));
        });
    }

    private static boolean walks(byte[] bytes) {
        try {
            JsonCursor cursor = JsonCursor.over(JsonSlice.of(bytes), EnvelopeLimits.DEFAULT);
            cursor.skip();
            cursor.expectEnd();
            return true;
        } catch (JsonCursor.Malformed e) {
            return false;
        }
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean isJson(byte[] bytes) {
        int depth = 0;
        int values = 0;
        try (JsonParser parser =
                JACKSON.createParser(ObjectReadContext.empty(), new String(bytes, StandardCharsets.UTF_8))) {
            while (parser.nextToken() != null) {
                depth += parser.currentToken().isStructStart()
                        ? 1
                        : parser.currentToken().isStructEnd() ? -1 : 0;
                values += depth == 0 ? 1 : 0;
            }
            return values == 1;
        } catch (JacksonException e) {
            return false;
        }
    }
}

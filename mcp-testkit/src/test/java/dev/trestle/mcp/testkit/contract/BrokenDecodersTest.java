package dev.trestle.mcp.testkit.contract;

import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.testkit.json.KitJsonDecoder;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

class BrokenDecodersTest {

    @Test
    void decoderThatTakesTheLastOfTwo_isCaught() {
        ContractRun.assertBreaks(Lax.class, "decoder05", "decoder02", "decoder07", "decoder03");
    }

    @Test
    void decoderThatRounds_isCaught() {
        ContractRun.assertBreaks(Rounding.class, "decoder02");
    }

    @Test
    void decoderThatForgetsTheOrder_isCaught() {
        ContractRun.assertBreaks(Unordered.class, "decoder03");
    }

    @Test
    void decoderThatQuotes_isCaught() {
        ContractRun.assertBreaks(Quoting.class, "decoder09");
    }

    static class Lax extends JsonDecoderContract {
        private final JsonMapper mapper = new JsonMapper();

        @Override
        protected JsonDecoder decoder() {
            return slice -> {
                try {
                    return mapper.readValue(slice.bytes(), Object.class);
                } catch (JacksonException e) {
                    throw new JsonException("bad");
                }
            };
        }
    }

    static class Rounding extends JsonDecoderContract {
        @Override
        protected JsonDecoder decoder() {
            return slice -> {
                Object value = KitJsonDecoder.INSTANCE.decode(slice);
                return value instanceof BigDecimal number ? (Object) number.doubleValue() : value;
            };
        }
    }

    static class Unordered extends JsonDecoderContract {
        @Override
        protected JsonDecoder decoder() {
            return slice -> {
                Object value = KitJsonDecoder.INSTANCE.decode(slice);
                return value instanceof Map<?, ?> map ? new HashMap<>(map) : value;
            };
        }
    }

    static class Quoting extends JsonDecoderContract {
        @Override
        protected JsonDecoder decoder() {
            return slice -> {
                try {
                    return KitJsonDecoder.INSTANCE.decode(slice);
                } catch (JsonException e) {
                    throw new JsonException("cannot read " + slice);
                }
            };
        }
    }
}

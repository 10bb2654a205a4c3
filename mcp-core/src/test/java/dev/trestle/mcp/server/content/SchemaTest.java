package dev.trestle.mcp.server.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.testkit.json.Json;
import org.junit.jupiter.api.Test;

class SchemaTest {

    @Test
    void nestedObject_isWritten() {
        Schema schema = Schema.object()
                .property("at", Schema.object().property("lat", Schema.number("north")))
                .optional("tags", Schema.array("some", Schema.string("one")))
                .optional("on", Schema.bool("whether").withDefault(true))
                .optional("kind", Schema.choice("which", "a", "b"));
        assertThat(Json.parse(schema.toJson())).isEqualTo(Json.parse("""
                                {"type":"object","properties":{
                                  "at":{"type":"object","properties":{"lat":{"type":"number","description":"north"}},
                                    "required":["lat"]},
                                  "tags":{"type":"array","description":"some",
                                    "items":{"type":"string","description":"one"}},
                                  "on":{"type":"boolean","description":"whether","default":true},
                                  "kind":{"type":"string","description":"which","enum":["a","b"]}},
                                 "required":["at"]}"""));
    }

    @Test
    void addedProperty_leavesTheOriginalAlone() {
        Schema before = Schema.object();
        before.property("a", Schema.string("a"));
        assertThat(before.toJson()).hasToString("{\"type\":\"object\"}");
    }

    @Test
    void rawSchema_isFinal() {
        Schema raw = Schema.raw(JsonSlice.of("{\"const\": 1}"));
        assertThat(raw.toJson()).hasToString("{\"const\": 1}");
        assertThatThrownBy(() -> raw.with("title", "t")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void propertyTwice_isAMistake() {
        Schema schema = Schema.object().property("a", Schema.string("a"));
        assertThatThrownBy(() -> schema.optional("a", Schema.string("a"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void propertyOfAText_isAMistake() {
        assertThatThrownBy(() -> Schema.string("s").property("a", Schema.string("a")))
                .isInstanceOf(IllegalStateException.class);
    }
}

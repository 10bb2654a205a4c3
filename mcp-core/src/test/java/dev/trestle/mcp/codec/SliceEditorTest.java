package dev.trestle.mcp.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SliceEditorTest {

    private final SliceEditor editor = new SliceEditor();

    @Test
    void member_isFoundAsAPart() {
        JsonSlice object = JsonSlice.of("{\"x\":{\"a\":0}, \"\\u0061\" : [1, 2] }");

        JsonSlice found = editor.member(object, "a").orElseThrow();

        assertThat(found).hasToString("[1, 2]");
        assertThat(object.indexOf(found)).isEqualTo(25);
    }

    @Test
    void memberThatIsNotThere_isEmpty() {
        assertThat(editor.member(JsonSlice.of("{\"x\":{\"a\":0}}"), "a")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                            | {"a":9}
                    { }                           | { "a":9}
                    {"b":1.50}                    | {"b":1.50,"a":9}
                    {"b":1 }                      | {"b":1,"a":9 }
                    {"a":1}                       | {"a":9}
                    { "b" : 0 , "a" : [1] , "c":"a" } | { "b" : 0 , "a" : 9 , "c":"a" }
                    {"\\u0061":1}                 | {"\\u0061":9}
                    """)
    void with_setsTheMemberAndNothingElse(String object, String changed) {
        assertThat(editor.with(JsonSlice.of(object), "a", JsonSlice.of("9"))).hasToString(changed);
    }

    @Test
    void nameThatNeedsEscapes_isEscaped() {
        JsonSlice changed = editor.with(JsonSlice.EMPTY_OBJECT, "a\"\n", JsonSlice.NULL);

        assertThat(changed).hasToString("{\"a\\\"\\n\":null}");
        assertThat(editor.member(changed, "a\"\n")).isPresent();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"a":1}                         | {}
                    { "a" : 1 }                     | {  }
                    {"a":1,"b":2}                   | {"b":2}
                    {"b":2,"a":1}                   | {"b":2}
                    {"b":2 , "a":1 }                | {"b":2 }
                    {"b":2, "a":{"a":1} , "c":3.0}  | {"b":2, "c":3.0}
                    """)
    void without_removesTheMemberAndOneComma(String object, String changed) {
        assertThat(editor.without(JsonSlice.of(object), "a")).hasToString(changed);
    }

    @Test
    void withoutAMemberThatIsNotThere_isTheSameSlice() {
        JsonSlice object = JsonSlice.of("{\"b\":1}");

        assertThat(editor.without(object, "a")).isSameAs(object);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    [0,1,2]              | [1,2]
                    [1,0,2]              | [1,2]
                    [1,2,0]              | [1,2]
                    [ 0 , 1 , 0 , 2 , 0 ] | [ 1 , 2 ]
                    [0]                  | []
                    [ 0, 0 ]             | [  ]
                    """)
    void filter_keepsTheBytesOfWhatStays(String array, String changed) {
        assertThat(editor.filter(JsonSlice.of(array), e -> !e.toString().equals("0")))
                .hasToString(changed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", " [ ] ", "[1,{\"a\":[]}]"})
    void filterThatKeepsAll_isTheSameSlice(String array) {
        JsonSlice slice = JsonSlice.of(array);

        assertThat(editor.filter(slice, e -> true)).isSameAs(slice);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "1",
                "null",
                "\"a\"",
                "",
                "{",
                "{} {}",
                "{\"b\":}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1,\"\\u0061\":2}"
            })
    void whatIsNoObjectOrAmbiguous_isRefused(String object) {
        JsonSlice slice = JsonSlice.of(object);

        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> editor.member(slice, "a"));
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> editor.with(slice, "a", JsonSlice.NULL));
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> editor.without(slice, "a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "1", "", "[", "[] []", "[1 2]"})
    void whatIsNoArray_isRefused(String array) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> editor.filter(JsonSlice.of(array), e -> true));
    }

    @Test
    void members_areGivenInOrderAndUnescaped() {
        assertThat(editor.members(JsonSlice.of("{ \"b\" : 1.0, \"\\u0061\":[2] }")))
                .containsExactly(entry("b", JsonSlice.of("1.0")), entry("a", JsonSlice.of("[2]")));
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> editor.members(JsonSlice.of("{\"a\":1,\"a\":2}")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                               | {"n":0}
                    { }                              | { "n":0}
                    {"out":1}                        | {"n":0}
                    {"out":1 , "b":2.0 , "new" :3 }  | {"b":2.0 , "new" :9,"n":0 }
                    {"b":2,"out":1,"out":2}          | {"b":2,"n":0}
                    {"n":7 , "b" : 1}                | {"n":7 , "b" : 1}
                    """)
    void edit_changesSeveralMembersAtOnce(String object, String changed) {
        JsonSlice edited = editor.edit(
                JsonSlice.of(object),
                (name, value) -> name.equals("out") ? null : name.equals("new") ? JsonSlice.of("9") : value,
                Map.of("n", JsonSlice.of("0")));

        assertThat(edited).hasToString(changed);
    }

    /** Each of four members kept, replaced or removed, and one more added: all 81 of them. */
    @Test
    void editOfAnyMembers_isThatAndNothingElse() {
        JsonSlice object = JsonSlice.of("{ \"a\" : 1 ,\"b\":2, \"c\" :3,\"d\":4 }");
        for (int choice = 0; choice < 81; choice++) {
            Map<String, Object> expected = new LinkedHashMap<>();
            Map<String, JsonSlice> becomes = new LinkedHashMap<>();
            int left = choice;
            for (String name : List.of("a", "b", "c", "d")) {
                long value = name.charAt(0) - 'a' + 1L;
                if (left % 3 == 1) {
                    value = 10 * value;
                }
                if (left % 3 != 2) {
                    expected.put(name, value);
                    becomes.put(name, JsonSlice.of(String.valueOf(value)));
                }
                left /= 3;
            }
            expected.put("e", 5L);
            Map<String, JsonSlice> more = Map.of("e", JsonSlice.of("5"));

            JsonSlice edited = new SliceEditor().edit(object, (name, value) -> becomes.get(name), more);

            assertThat(new StrictJsonDecoder().decode(edited)).as("%s", edited).isEqualTo(expected);
        }
    }

    @Test
    void editThatChangesNothing_isTheSameSlice() {
        Seeds.each(500, json -> {
            JsonSlice object = JsonSlice.of(json.object(3));
            JsonSlice array = JsonSlice.of(json.array(3));

            assertThat(editor.edit(object, (name, value) -> JsonSlice.of(value.toString()), Map.of()))
                    .isSameAs(object);
            assertThat(editor.map(array, value -> value)).isSameAs(array);
        });
    }

    @Test
    void mappedElements_areReplacedInPlace() {
        assertThat(editor.map(JsonSlice.of("[1, 2 ,3]"), e -> switch (e.toString()) {
                    case "1" -> null;
                    case "2" -> JsonSlice.of("{}");
                    default -> e;
                }))
                .hasToString("[{} ,3]");
    }

    @Test
    void text_isThatOfStringsAlone() {
        assertThat(SliceEditor.text(JsonSlice.of(" \"a\\u0062\\n\" "))).isEqualTo("ab\n");
        assertThat(SliceEditor.text(JsonSlice.of("{\"a\":\"b\"}"))).isNull();
        assertThat(SliceEditor.text(JsonSlice.NULL)).isNull();
        assertThat(SliceEditor.text(null)).isNull();
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> SliceEditor.text(JsonSlice.of("\"a")));
    }

    @Test
    void setAndRemoved_leavesAllOtherBytesAsTheyWere() {
        Seeds.each(1500, json -> {
            JsonSlice object = JsonSlice.of(json.object(3));
            JsonSlice value = JsonSlice.of(json.value(2));

            JsonSlice with = editor.with(object, "new", value);

            assertThat(editor.member(with, "new")).hasValue(value);
            assertThat(editor.without(with, "new")).isEqualTo(object);
        });
    }

    @Test
    void filteredElements_areThoseThatWereKept() {
        Seeds.each(1500, json -> {
            List<JsonSlice> kept = new ArrayList<>();
            JsonSlice filtered = editor.filter(JsonSlice.of(json.array(3)), element -> {
                boolean keep = json.random().nextBoolean();
                if (keep) {
                    kept.add(element);
                }
                return keep;
            });

            List<JsonSlice> left = new ArrayList<>();
            editor.filter(filtered, left::add);
            assertThat(left).isEqualTo(kept);
        });
    }

    @Test
    void appendedMembers_standAtTheEndUnlessOneOfTheNamesIsThere() {
        SliceEditor editor = new SliceEditor();
        JsonSlice more = JsonSlice.of("\"x\":1,\"y\":{}");
        Set<String> names = Set.of("x", "y");

        assertThat(editor.appended(JsonSlice.of("{}"), names, more)).hasToString("{\"x\":1,\"y\":{}}");
        assertThat(editor.appended(JsonSlice.of(" { \"a\" : { \"x\" : 2 } } "), names, more))
                .hasToString(" { \"a\" : { \"x\" : 2 } ,\"x\":1,\"y\":{}} ");
        assertThat(editor.appended(JsonSlice.of("{\"a\":1,\"\\u0078\":1}"), names, more))
                .isNull();
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> editor.appended(JsonSlice.of("[]"), names, more));
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> editor.appended(JsonSlice.of("{\"a\":1"), names, more));
    }
}

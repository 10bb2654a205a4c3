package dev.trestle.mcp.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {

    private static final String SECRET = "Zq\"8/k V+ä~p%2x&Lm";
    private final Redactor redactor = Redactor.builder().build();

    static Stream<Map.Entry<String, String>> patterns() {
        return Canaries.byPattern().entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void aTokenInText_isRedactedInEveryForm(Map.Entry<String, String> canary) {
        String text = canary.getValue();
        String secret = Canaries.secretOf(canary.getKey(), text);
        String quoted = JsonWriter.write(text).toString();
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("as it is", "it was " + text + " that failed");
        forms.put("alone", text);
        forms.put("JSON", "{\"a\":" + quoted + "}");
        forms.put("JSON in JSON", JsonWriter.write("{\"a\":" + quoted + "}").toString());
        forms.put(
                "URL",
                "GET /x?q=" + URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20") + "&z=1");
        forms.put("Base64", "blob " + base64("it was " + text + " that failed") + " end");
        forms.put(
                "Base64 for URLs", base64("??>" + " " + text).replace('+', '-').replace('/', '_'));
        forms.forEach((form, there) -> {
            String redacted = redactor.redact(there);
            assertThat(redacted).as(form).contains("[REDACTED:").doesNotContain(secret, base64Core(secret));
            assertThat(redactor.redact(redacted)).as(form + ", again").isEqualTo(redacted);
        });
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64Core(String text) {
        return base64(text).substring(0, 8);
    }

    @Test
    void aRegisteredSecret_isRedactedInEveryForm() {
        redactor.secrets().add(SECRET);
        byte[] bytes = SECRET.getBytes(StandardCharsets.UTF_8);
        String encoded = URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("raw", SECRET);
        forms.put("JSON", JsonWriter.write(SECRET).toString());
        forms.put("JSON in ASCII", "Zq\\u00228\\/k V+\\u00e4~p%2x&Lm");
        forms.put("form", encoded);
        forms.put("URL", encoded.replace("+", "%20"));
        forms.put("hex", HexFormat.of().formatHex(bytes));
        forms.put("HEX", HexFormat.of().withUpperCase().formatHex(bytes));
        for (String before : new String[] {"", "u", "us", "usr"}) {
            forms.put("Base64 after '" + before + "'", base64(before + SECRET));
            forms.put(
                    "Base64 for URLs after '" + before + "'",
                    Base64.getUrlEncoder().encodeToString((before + SECRET + "!").getBytes(StandardCharsets.UTF_8)));
        }
        forms.forEach((form, text) -> assertThat(redactor.redact("a " + text + " b"))
                .as(form)
                .startsWith("a ")
                .contains("[REDACTED:SECRET]")
                .hasSizeLessThan(32));
    }

    @Test
    void aRegisteredSecretOfWhichEveryByteIsEscaped_isRedacted() {
        String secret = "Zq8\"K/w+7%x\\pLm&4=Yt9é~Vb";
        redactor.secrets().add(secret);
        StringBuilder escaped = new StringBuilder();
        for (byte b : secret.getBytes(StandardCharsets.UTF_8)) {
            escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
        }

        assertThat(redactor.redact("q=" + escaped + "&b")).isEqualTo("q=[REDACTED:SECRET]&b");
        assertThat(redactor.redact("q=" + escaped.toString().toLowerCase(Locale.ROOT) + "&b"))
                .isEqualTo("q=[REDACTED:SECRET]&b");
    }

    @Test
    void base64OfARegisteredSecret_leavesNothingOfItsEnd() {
        for (String secret : new String[] {"pin-4711-vault-zz", "pin-4711-vault-zz1", "pin-4711-vault-zz12", SECRET}) {
            redactor.secrets().add(secret);
            for (String before : new String[] {"", "u", "us"}) {
                String encoded = Base64.getEncoder()
                        .withoutPadding()
                        .encodeToString((before + secret).getBytes(StandardCharsets.UTF_8));
                assertThat(redactor.redact("a " + encoded + " b")).endsWith("[REDACTED:SECRET] b");
            }
        }
    }

    @Test
    void basicCredentials_areRememberedWithTheirPassword() {
        redactor.secrets().sawAuthorization("basic " + base64("bob:pw-of-bob-77"));
        redactor.secrets().sawAuthorization("Basic not/base64!");
        redactor.secrets().sawCredentials(Map.of("X-API-Key", " key-of-carol-1 ")::get);
        assertThat(redactor.redact("key-of-carol-1!")).isEqualTo("[REDACTED:SECRET]!");

        assertThat(redactor.redact("login with pw-of-bob-77 or " + base64("bob:pw-of-bob-77") + " failed"))
                .isEqualTo("login with [REDACTED:SECRET] or [REDACTED:SECRET] failed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            password=hunter2 rest            | password=[REDACTED:PASSWORD] rest
            DB_PASSWORD: "hunter2"           | DB_PASSWORD: "[REDACTED:PASSWORD]"
            {"apiKey":"abc","n":1}           | {"apiKey":"[REDACTED:SECRET]","n":1}
            {'auth_token': 'abc'}            | {'auth_token': '[REDACTED:TOKEN]'}
            {\\"client_secret\\":\\"abc\\"}  | {\\"client_secret\\":\\"[REDACTED:SECRET]\\"}
            secret_key = x9x9                | secret_key = [REDACTED:SECRET]
            /cb?access_token=a1b2&state=7    | /cb?access_token=[REDACTED:TOKEN]&state=7
            X-Api-Key: k-1 and               | X-Api-Key: [REDACTED:SECRET] and
            Authorization: Bearer abcdef     | Authorization: [REDACTED:AUTHORIZATION]
            authorization: abcdef ok         | authorization: [REDACTED:AUTHORIZATION] ok
            Cookie: a=b; c=d                 | Cookie: [REDACTED:COOKIE]
            tool --password swordfish -v     | tool --password [REDACTED:PASSWORD] -v
            token=TEST_SUPER_SECRET_TOKEN_123| token=[REDACTED:TOKEN]
            ?q=secret_key+%3D+x9x9&b         | ?q=secret_key+%3D+[REDACTED:SECRET]&b
            q=Bearer+q8Zt3VnM5xKp7RwLc2Hs     | q=Bearer+[REDACTED:BEARER]
            signing_key=abcDEF               | signing_key=[REDACTED:SECRET]
            """)
    void aValueNamedLikeASecret_isRedacted(String text, String redacted) {
        assertThat(redactor.redact(text)).isEqualTo(redacted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max_tokens: 4096",
                "\"progressToken\":\"a1b2c3d4e5\"",
                "token: string",
                "password = config.password;",
                "secret=${SECRET}",
                "primary_key=id",
                "keyboard=qwertz12",
                "secretary=Robert Smith9",
                "password: null",
                "apiKey = readApiKey()",
                "the token expired: ask again",
                "basic authentication failed",
                "nextPageToken=abc12345",
                "monkey: banana",
                "https://example.com:8080/a@b",
                "password=[REDACTED:PASSWORD]",
                "1"
            })
    void whatIsNoSecret_stays(String text) {
        assertThat(redactor.redact(text)).isSameAs(text);
    }

    @Test
    void aShortOrPlainValue_isNoSecret() {
        redactor.secrets().add("1");
        redactor.secrets().add("false");
        redactor.secrets().add("********");
        assertThat(redactor.secrets().size()).isZero();
        assertThat(redactor.redact("1 false ******** 1")).isEqualTo("1 false ******** 1");
    }

    @Test
    void aLongSecretThatIsCutOff_losesNoWholePieceOfIt() {
        StringBuilder long200 = new StringBuilder();
        for (int i = 100; i < 167; i++) {
            long200.append(i);
        }
        String secret = long200.toString();
        redactor.secrets().add(secret);
        assertThat(redactor.redact("x " + secret + " y")).isEqualTo("x [REDACTED:SECRET] y");
        assertThat(redactor.redact("x " + secret.substring(0, 70)))
                .isEqualTo("x [REDACTED:SECRET]" + secret.substring(64, 70));
    }

    @Test
    @Tag("limit:maxSeen")
    void oneSecretSeenTooMany_makesTheOldestForgotten() {
        Redactor two = Redactor.builder().maxSeen(2).build();
        two.secrets().add("config-value-0");
        two.secrets().sawAuthorization("Bearer seen-value-1");
        two.secrets().sawAuthorization("Bearer seen-value-2");
        two.secrets().sawAuthorization("Bearer seen-value-2");
        two.secrets().saw("seen-value-3");
        assertThat(two.secrets().size()).isEqualTo(3);
        assertThat(two.redact("config-value-0 seen-value-1 seen-value-2 seen-value-3"))
                .isEqualTo("[REDACTED:SECRET] seen-value-1 [REDACTED:SECRET] [REDACTED:SECRET]");
    }

    @Test
    void ownPatterns_areRedacted() {
        Redactor own = Redactor.builder().pattern("acme_??_*").pattern("corp.").build();
        assertThat(own.redact("acme_eu_1234 acme-eu-1 (corp.x9/8=)"))
                .isEqualTo("[REDACTED:CUSTOM] acme-eu-1 ([REDACTED:CUSTOM])");
        assertThatThrownBy(() -> Redactor.builder().pattern("a*")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Redactor.builder().pattern("a?cde")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Redactor.builder().pattern("foo[0-9]+")).hasMessageContaining("no regular expression");
    }

    @Test
    void personalData_isRedactedByOptionOnly() {
        String text = "jane.doe+x@mail.example.com, +49 (30) 1234-5678, 4111 1111 1111 1111, 4111 1111 1111 1112";
        assertThat(redactor.redact(text)).isSameAs(text);
        assertThat(Redactor.builder().personal(true).build().redact(text))
                .isEqualTo("[REDACTED:MAIL], [REDACTED:PHONE], [REDACTED:CARD], 4111 1111 1111 1112");
    }

    @Test
    void json_keepsNamesNumbersAndStructure() {
        JsonSlice json = JsonSlice.of("{ \"password\" : \"a\\\"b\", \"n\":1.50, \"nextCursor\":\"token=abcd1234\","
                + "\"list\":[\"x\",\"password=hunter2 \\u00e4\\n\",{\"k\":\"password=\"}],\"blob\":\""
                + base64("password=hunter2") + "\" }");
        assertThat(redactor.redact(json))
                .hasToString("{ \"password\" : \"[REDACTED:PASSWORD]\", \"n\":1.50,"
                        + " \"nextCursor\":\"token=abcd1234\",\"list\":[\"x\",\"password=[REDACTED:PASSWORD] ä\\n\",{\"k\":\"password=\"}],"
                        + "\"blob\":\"W1JFREFDVEVEOkJMT0JdCg==\" }");
        JsonSlice clean = JsonSlice.of("{\"a\":[\"b\",1,null]}");
        assertThat(redactor.redact(clean)).isSameAs(clean);
    }

    @Test
    void namesOfMembersThatAreSecrets_areRedactedAndStayApart() {
        redactor.secrets().add("pin-4711-vault-zz");
        redactor.secrets().add("pin-4712-vault-yy");
        JsonSlice json = JsonSlice.of(
                "{\"pin-4711-vault-zz\":\"k\",\"in\":{\"x pin-\\u0034712-vault-yy\":1},\"innocent\":[{\"pin-4711-vault-zz\":2}]}");

        assertThat(redactor.redact(json))
                .hasToString("{\"[REDACTED:SECRET]\":\"k\",\"in\":{\"x [REDACTED:SECRET] 2\":1},"
                        + "\"innocent\":[{\"[REDACTED:SECRET] 3\":2}]}");
        assertThat(redactor.redact(redactor.redact(json))).isEqualTo(redactor.redact(json));
    }

    @Test
    void withoutNames_knowsSecretsAndTokensOnly() {
        redactor.secrets().add("pin-4711-vault-zz");

        assertThat(redactor.withoutNames()
                        .redact("auth.apiKeys: cf/none cannot be read, pin-4711-vault-zz http://a:pass-word@b"))
                .isEqualTo("auth.apiKeys: cf/none cannot be read, [REDACTED:SECRET] http://a:[REDACTED:PASSWORD]@b");
        assertThat(Redactor.OFF.withoutNames().isOff()).isTrue();
    }

    @Test
    void aPrivateKeyOverManyLines_isRedactedLineByLine() {
        LineRedactor lines = new LineRedactor(redactor);
        String[] pem = Canaries.byPattern().get("PRIVATE_KEY").split("\n", -1);
        assertThat(lines.next("before")).isEqualTo("before");
        for (String line : pem) {
            assertThat(lines.next(line)).isEqualTo("[REDACTED:PRIVATE_KEY]");
        }
        assertThat(lines.next("after")).isEqualTo("after");
    }

    @Test
    void whatIsOff_changesNothing() {
        assertThat(Redactor.OFF.redact("password=hunter2")).isEqualTo("password=hunter2");
    }
}

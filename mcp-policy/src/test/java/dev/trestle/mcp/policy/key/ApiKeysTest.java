package dev.trestle.mcp.policy.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.spi.Authenticator.Outcome;
import dev.trestle.mcp.spi.Authenticator.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {

    private static final ApiKey ANNA = ApiKey.create("anna");
    private static final ApiKey BERT = ApiKey.create("bert@example.com");

    private final ApiKeys keys = ApiKeys.of(List.of("# clients", "", ANNA.line(), BERT.line()));

    private static Request request(String query, String... headers) {
        Map<String, String> all = new TreeMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i].toLowerCase(Locale.ROOT), headers[i + 1]);
        }
        return new Request() {
            @Override
            public String method() {
                return "POST";
            }

            @Override
            public String path() {
                return "/mcp";
            }

            @Override
            public Optional<String> query() {
                return query.isEmpty() ? Optional.empty() : Optional.of(query);
            }

            @Override
            public Optional<String> header(String name) {
                return Optional.ofNullable(all.get(name.toLowerCase(Locale.ROOT)));
            }

            @Override
            public String remoteAddress() {
                return "127.0.0.1";
            }
        };
    }

    private static Outcome outcome(ApiKeys keys, String... headers) {
        return keys.authenticate(request("", headers));
    }

    private static String challenge(Outcome outcome) {
        return ((Outcome.Unauthenticated) outcome).challenge();
    }

    @Test
    void knownKey_isItsOwner() {
        Outcome anna = new Outcome.Authenticated(new Principal("anna", true));
        Outcome bert = new Outcome.Authenticated(new Principal("bert@example.com", true));

        assertThat(outcome(keys, "Authorization", "Bearer " + ANNA.secret())).isEqualTo(anna);
        assertThat(outcome(keys, "authorization", "bearer  " + ANNA.secret())).isEqualTo(anna);
        assertThat(outcome(keys, "X-API-Key", BERT.secret())).isEqualTo(bert);
        assertThat(keys.authenticate(request("a=b&keys=1", "X-API-Key", BERT.secret())))
                .isEqualTo(bert);
    }

    @Test
    void noKey_isAskedForOneOrAnonymous() {
        assertThat(challenge(outcome(keys))).isEqualTo("Bearer realm=\"trestle\"");
        assertThat(outcome(keys.anonymous(true))).isEqualTo(new Outcome.Authenticated(Principal.ANONYMOUS));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void wrongKey_isRefusedEvenIfNoneWouldDo(boolean anonymous) {
        ApiKeys known = keys.anonymous(anonymous);
        String almost = ANNA.secret().substring(0, ANNA.secret().length() - 1);
        for (String wrong : List.of("", " ", "x", almost, ANNA.secret() + "x", "x".repeat(100_000), ANNA.line())) {
            assertThat(challenge(outcome(known, "Authorization", "Bearer " + wrong)))
                    .contains("invalid_token");
            assertThat(challenge(outcome(known, "X-API-Key", wrong))).contains("invalid_token");
        }
        assertThat(challenge(outcome(known, "Authorization", ANNA.secret()))).contains("invalid_token");
        assertThat(challenge(outcome(known, "Authorization", "Basic " + ANNA.secret())))
                .contains("invalid_token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"key=!", "a=1&access_token=!", "API_KEY=!", "apikey", "x-api-key=!&b", "token=!"})
    void keyInTheQuery_isRefusedEvenBesideARightOne(String query) {
        Request asked = request(query.replace("!", ANNA.secret()), "X-API-Key", ANNA.secret());

        assertThat(challenge(keys.authenticate(asked))).contains("invalid_request");
        assertThat(challenge(keys.anonymous(true).authenticate(request(query.replace("!", ANNA.secret())))))
                .contains("invalid_request");
    }

    @Test
    void twoKeysAtOnce_areRefused() {
        assertThat(challenge(outcome(keys, "X-API-Key", ANNA.secret(), "Authorization", "Bearer " + BERT.secret())))
                .contains("invalid_request");
    }

    @Test
    void key_isRandomAndKeptAsItsHash() {
        assertThat(ANNA.secret()).matches("trestle_[A-Za-z0-9_-]{43}");
        assertThat(ApiKey.create("anna").secret()).isNotEqualTo(ANNA.secret());
        assertThat(ANNA.line()).matches("anna:[0-9a-f]{64}").doesNotContain(ANNA.secret());
        assertThat(ANNA.toString() + keys + KeyFile.parse(ANNA.line()))
                .doesNotContain(ANNA.secret(), ANNA.line().substring(5));
        assertThat(new ApiKey("x", "abc").line())
                .isEqualTo("x:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        for (String name : List.of("", "a b", "a:b", "anonymous", "x".repeat(65))) {
            assertThatIllegalArgumentException().isThrownBy(() -> ApiKey.create(name));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "anna | line 2 is not name:hash",
                "anna:abc | line 2 is not name:hash",
                "anonymous:HASH | line 2 has no name",
                ":HASH | line 2 has no name",
                "a b:HASH | line 2 has no name"
            })
    void wrongLine_isToldByItsNumberAndNotShown(String line, String expected) {
        String hash = "0123456789abcdef".repeat(4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiKeys.of(List.of("# x", line.replace("HASH", hash))))
                .withMessageContaining(expected)
                .satisfies(wrong -> assertThat(wrong.getMessage()).doesNotContain(hash));
    }

    @Test
    void file_isReadAnewWhenToldTo(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), ANNA.line() + "\n");
        ApiKeys read = ApiKeys.file(file);
        Files.writeString(file, BERT.line());
        assertThat(outcome(read, "X-API-Key", ANNA.secret())).isInstanceOf(Outcome.Authenticated.class);

        read.reload();
        assertThat(challenge(outcome(read, "X-API-Key", ANNA.secret()))).contains("invalid_token");
        assertThat(outcome(read, "X-API-Key", BERT.secret())).isInstanceOf(Outcome.Authenticated.class);

        Files.writeString(file, "rubbish");
        assertThatIllegalArgumentException().isThrownBy(read::reload).withMessageContaining("keys: line 1");
        assertThat(outcome(read, "X-API-Key", BERT.secret()))
                .as("the keys from before stay")
                .isInstanceOf(Outcome.Authenticated.class);
    }

    @Test
    void file_isBounded(@TempDir Path folder) throws IOException {
        Path many = Files.write(folder.resolve("many"), Collections.nCopies(KeyFile.MAX_KEYS + 1, ANNA.line()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiKeys.file(many))
                .withMessageContaining("more than 10000 keys");
        Path large = Files.writeString(folder.resolve("large"), "#".repeat(KeyFile.MAX_BYTES + 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiKeys.file(large))
                .withMessageContaining("larger than 1MiB");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiKeys.file(folder.resolve("gone")))
                .withMessageContaining("cannot be read");
    }

    @Test
    void severalKeysOfOneName_areOnePrincipal() {
        ApiKey next = ApiKey.create("anna");
        ApiKeys both = ApiKeys.of(List.of(ANNA.line(), next.line()));

        assertThat(outcome(both, "X-API-Key", ANNA.secret())).isEqualTo(outcome(both, "X-API-Key", next.secret()));
    }
}

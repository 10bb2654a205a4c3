package dev.trestle.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.redact.Redactor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretMaskTest {

    @Test
    void valuesOfSecretNames_areHiddenWhoeverSetThem() {
        SecretMask mask = new SecretMask(
                Map.of("API_KEY", "abcd", "db_password", "pa55"),
                Map.of("GITHUB_TOKEN", "ghp_1", "EDITOR", "nano"),
                Redactor.OFF);

        assertThat(mask.apply("abcd pa55 ghp_1 nano")).isEqualTo("*** *** *** nano");
    }

    @Test
    void longerConfiguredValues_areHiddenWhateverTheirName() {
        SecretMask mask = new SecretMask(
                Map.of("DSN", "postgres://me:pw@db", "MODE", "fast"), Map.of("LANG", "de_DE.UTF-8"), Redactor.OFF);

        assertThat(mask.apply("postgres://me:pw@db is fast in de_DE.UTF-8")).isEqualTo("*** is fast in de_DE.UTF-8");
    }

    @Test
    void trivialValuesOfSecretNames_areNoSecrets() {
        SecretMask mask = new SecretMask(Map.of("USE_KEY", "1"), Map.of("TOKEN", ""), Redactor.OFF);

        assertThat(mask.apply("1 error")).isEqualTo("1 error");
    }

    @Test
    void secretWithinAnother_isHiddenWithIt() {
        SecretMask mask =
                new SecretMask(Map.of("A_TOKEN", "secret", "B_TOKEN", "secret-and-more"), Map.of(), Redactor.OFF);

        assertThat(mask.apply("secret-and-more, secret")).isEqualTo("***, ***");
    }

    @Test
    void linesOfALongSecret_areEachHidden() {
        SecretMask mask =
                new SecretMask(Map.of("PEM_KEY", "-----BEGIN\nMIIEvQIBADAN\n-----END"), Map.of(), Redactor.OFF);

        assertThat(mask.apply("at MIIEvQIBADAN")).isEqualTo("at ***");
    }

    @Test
    void beginningOfASecretThatWasCutOff_isHidden() {
        SecretMask mask = new SecretMask(Map.of("TOKEN", "abcdefgh"), Map.of(), Redactor.OFF);

        assertThat(mask.applyToCut("token is abcdef")).isEqualTo("token is ***");
        assertThat(mask.applyToCut("token is abcdefgh")).isEqualTo("token is ***");
        assertThat(mask.applyToCut("all is well")).isEqualTo("all is well");
    }
}

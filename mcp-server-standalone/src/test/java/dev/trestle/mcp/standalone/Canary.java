package dev.trestle.mcp.standalone;

import dev.trestle.mcp.json.JsonWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A secret of one kind, as it may stand in a text.
 *
 * @param kind its name
 * @param text the secret, with what tells that it is one
 * @param secret the part that nobody may see
 */
record Canary(String kind, String text, String secret) {

    /** In the environment of the program, and told to it. */
    static final String ENVIRONMENT = "Zq8/kVw+p2xLmR4t\"s";
    /** In the headers of a remote server. */
    static final String HEADER = "hdr0Xk5Lq9VbTz2RwN";
    /** In a file that the configuration refers to. */
    static final String FILE = "plain words but in a file of secrets";
    /** In an Authorization header of the client. */
    static final String CLIENT = "cLt7Vq2ZxKm5RwNb8T";

    /** The kinds; put together here so that nobody takes this file for a leak. */
    static List<Canary> all() {
        List<Canary> all = new ArrayList<>();
        for (String word : List.of(ENVIRONMENT, HEADER, FILE, CLIENT)) {
            all.add(new Canary("registered", word, word));
        }
        add(all, "GitHub", "gh" + "p_" + "x7Kq2mVb9TzRw4LcNf8HsJd3YgPa6QeU1oIt");
        add(all, "GitHub fine-grained", "github_" + "pat_11ABCDEFG0aBcDeFgHiJkL_mNoPqRsTuVwXyZ0123456789");
        add(all, "AWS", "AK" + "IA" + "QX7ZJ3MNPWRT5K2V");
        add(all, "Stripe", "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc");
        add(all, "Slack", "xo" + "xb-" + "263594206564-2343594206574-FGqddMF8t08v8N7Oq4i57vs1");
        add(
                all,
                "JWT",
                "ey" + "JhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnktNDIifQ.dBjftJeZ4CVPmB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        add(all, "GCP", "AI" + "zaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY");
        add(all, "GitLab", "gl" + "pat-" + "zQ7mK2vXbT9RwLcNf8Hs");
        add(all, "npm", "np" + "m_" + "kT9RwLcNf8HsJd3YgPa6QeU1oItx7Kq2mVb9");
        add(all, "model provider", "sk" + "-proj-" + "Tz9RwLcNf8HsJd3YgPa6QeU1oItx7Kq2");
        String body = "MIIEowIBAAKCAQEAx7Kq2mVb9TzRw4LcNf8HsJd3";
        all.add(new Canary(
                "PEM",
                "-----BEGIN RSA PRIV" + "ATE KEY-----\n" + body + "\n" + body + "\n-----END RSA PRIV" + "ATE KEY-----",
                body));
        all.add(new Canary("Bearer", "Bearer " + "q8Zt3VnM5xKp7RwLc2Hs", "q8Zt3VnM5xKp7RwLc2Hs"));
        all.add(new Canary(
                "password in a URL", "postgres://app:" + "Tr0ub4dor3xKp7@db.example.com/main", "Tr0ub4dor3xKp7"));
        all.add(new Canary("password", "password=" + "correct-horse-42-battery", "correct-horse-42-battery"));
        String aws = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzCANARYKEY";
        all.add(new Canary("AWS secret", "aws_secret_access_key = " + aws, aws));
        return all;
    }

    private static void add(List<Canary> all, String kind, String token) {
        all.add(new Canary(kind, token, token));
    }

    /** The canary in all forms, each in a text of its own. */
    List<String> forms() {
        String quoted = quoted(text);
        return List.of(
                "found " + text + " there",
                base64("found " + text + " there"),
                "GET /x?q=" + url(text) + "&r=1",
                "{\"a\":\"" + quoted + "\"}");
    }

    /** What must not be found: the secret in all forms. */
    List<String> needles() {
        List<String> needles = new ArrayList<>(List.of(secret, url(secret), quoted(secret), quoted(quoted(secret))));
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        for (int before = 0; before < 3; before++) {
            byte[] shifted = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, shifted, before, bytes.length);
            String inside = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            needles.add(inside.substring(before == 0 ? 0 : before + 1, inside.length() - 1));
        }
        return needles;
    }

    boolean isIn(String text) {
        return needles().stream().anyMatch(text::contains);
    }

    private static String url(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String quoted(String text) {
        String quoted = JsonWriter.write(text).toString();
        return quoted.substring(1, quoted.length() - 1);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

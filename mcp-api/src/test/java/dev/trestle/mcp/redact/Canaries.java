package dev.trestle.mcp.redact;

import java.util.LinkedHashMap;
import java.util.Map;

/** One secret of each kind, put together here so that nobody takes this file for a leak. */
final class Canaries {

    private Canaries() {}

    static Map<String, String> byPattern() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("GITHUB", "gh" + "p_" + "x7Kq2mVb9TzRw4LcNf8HsJd3YgPa6QeU1oIt");
        all.put("GITHUB fine-grained", "github_" + "pat_11ABCDEFG0aBcDeFgHiJkL_mNoPqRsTuVwXyZ0123456789");
        all.put("AWS", "AK" + "IA" + "QX7ZJ3MNPWRT5K2V");
        all.put("STRIPE", "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc");
        all.put("SLACK", "xo" + "xb-" + "263594206564-2343594206574-FGqddMF8t08v8N7Oq4i57vs1");
        all.put(
                "JWT",
                "ey" + "JhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnktNDIifQ.dBjftJeZ4CVPmB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        all.put("GCP", "AI" + "zaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY");
        all.put("GITLAB", "gl" + "pat-" + "zQ7mK2vXbT9RwLcNf8Hs");
        all.put("NPM", "np" + "m_" + "kT9RwLcNf8HsJd3YgPa6QeU1oItx7Kq2mVb9");
        all.put("API_KEY", "sk" + "-proj-" + "Tz9RwLcNf8HsJd3YgPa6QeU1oItx7Kq2");
        all.put(
                "PRIVATE_KEY",
                "-----BEGIN RSA PRIV"
                        + "ATE KEY-----\nMIIEowIBAAKCAQEAx7Kq2mVb9TzRw4Lc\nNf8HsJd3YgPa6QeU1oIt\n-----END RSA PRIV"
                        + "ATE KEY-----");
        all.put("BEARER", "Bearer " + "q8Zt3VnM5xKp7RwLc2Hs");
        all.put("PASSWORD in a URL", "postgres://app:" + "Tr0ub4dor3xKp7@db.example.com/main");
        all.put("PASSWORD", "password=" + "correct-horse-42-battery");
        all.put("AWS secret", "aws_secret_access_key = " + "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzCANARYKEY");
        return all;
    }

    /** What must not be seen of a canary: the part of it that is secret. */
    static String secretOf(String kind, String canary) {
        return switch (kind) {
            case "BEARER" -> canary.substring("Bearer ".length());
            case "PASSWORD in a URL" -> "Tr0ub4dor3xKp7";
            case "PASSWORD" -> canary.substring("password=".length());
            case "AWS secret" -> canary.substring(canary.indexOf('=') + 2);
            case "PRIVATE_KEY" -> "MIIEowIBAAKCAQEAx7Kq2mVb9TzRw4Lc";
            default -> canary;
        };
    }
}

package dev.trestle.mcp.redact;

import dev.trestle.mcp.redact.TokenFinder.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What tokens of one maker look like.
 *
 * @param type what is written in their place
 * @param prefix how they begin
 * @param body what the rest is made of
 * @param least how long the rest is at least
 * @param check whether the rest is one
 * @param flags {@link #ANY_CASE}, {@link #KEEPS_PREFIX}, {@link #WILD}
 */
record TokenShape(String type, String prefix, BodyChar body, int least, Predicate<Body> check, int flags) {

    static final int ANY_CASE = 1;
    static final int KEEPS_PREFIX = 2;
    static final int WILD = 4;

    /** Of what a token is made. */
    @FunctionalInterface
    interface BodyChar {
        boolean test(char c);
    }

    private static boolean any(Body body) {
        return true;
    }

    private static boolean capital(char c) {
        return Chars.upper(c) || Chars.digit(c);
    }

    private static boolean dotted(char c) {
        return Chars.base64Url(c) || c == '.';
    }

    boolean anyCase() {
        return (flags & ANY_CASE) != 0;
    }

    /** Whether the beginning is no part of the secret. */
    boolean keepsPrefix() {
        return (flags & KEEPS_PREFIX) != 0;
    }

    /** Whether a question mark in the beginning is any one letter, digit or underscore. */
    boolean wild() {
        return (flags & WILD) != 0;
    }

    /** The tokens that everybody should know. */
    static List<TokenShape> known() {
        List<TokenShape> shapes = new ArrayList<>();
        add(shapes, "GITHUB", Chars::word, 16, "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_");
        add(shapes, "STRIPE", Chars::word, 8, "sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_");
        add(
                shapes,
                "SLACK",
                Chars::base64Url,
                10,
                "xoxb-",
                "xoxp-",
                "xoxa-",
                "xoxr-",
                "xoxs-",
                "xoxe-",
                "xoxe.",
                "xapp-");
        add(shapes, "GITLAB", Chars::base64Url, 16, "glpat-", "gldt-", "glrt-", "glptt-");
        add(shapes, "NPM", Chars::word, 30, "npm_");
        add(shapes, "PYPI", Chars::base64Url, 40, "pypi-");
        add(shapes, "HUGGINGFACE", Chars::word, 30, "hf_");
        add(shapes, "GCP", Chars::base64Url, 30, "AIza");
        add(shapes, "GCP", TokenShape::dotted, 20, "ya29.");
        add(shapes, "GCP", Chars::base64Url, 20, "GOCSPX-");
        shapes.add(new TokenShape("AWS", "AKIA", TokenShape::capital, 12, Body::isWhole, 0));
        shapes.add(new TokenShape("AWS", "ASIA", TokenShape::capital, 12, Body::isWhole, 0));
        shapes.add(new TokenShape("SENDGRID", "SG.", TokenShape::dotted, 32, Body::hasTwoParts, 0));
        shapes.add(new TokenShape("API_KEY", "sk-", Chars::base64Url, 20, Body::looksRandom, 0));
        int kept = ANY_CASE | KEEPS_PREFIX;
        shapes.add(new TokenShape("BEARER", "bearer ", Chars::token, 8, Body::looksRandom, kept));
        shapes.add(new TokenShape("BASIC", "basic ", Chars::token, 8, Body::looksRandom, kept));
        return shapes;
    }

    private static void add(List<TokenShape> shapes, String type, BodyChar body, int least, String... prefixes) {
        for (String prefix : prefixes) {
            shapes.add(new TokenShape(type, prefix, body, least, TokenShape::any, 0));
        }
    }

    /**
     * A token as somebody configured it.
     *
     * @param pattern how it begins; a question mark is any one letter, digit or underscore, and a star at the end, which may be
     *     left out, is the rest of the token
     * @throws IllegalArgumentException if it says too little; the message says what is wanted
     */
    static TokenShape of(String pattern) {
        String prefix = pattern.endsWith("*") ? pattern.substring(0, pattern.length() - 1) : pattern;
        boolean plain = prefix.chars().allMatch(c -> c > ' ' && c < 127 && c != '*');
        boolean expression = prefix.chars().anyMatch(c -> "[](){}^$|\\".indexOf(c) >= 0);
        if (expression) {
            throw new IllegalArgumentException(
                    "must be how a token begins, and no regular expression; ? is any one letter,"
                            + " digit or _, and * is only allowed at the end");
        }
        if (!plain || prefix.length() < 4 || (prefix.indexOf('?') >= 0 && prefix.indexOf('?') < 3)) {
            throw new IllegalArgumentException(
                    "must be how a token begins, at least 4 characters and the first 3 of them"
                            + " as they are; ? is any one letter, digit or _, and * is only allowed at the end");
        }
        return new TokenShape("CUSTOM", prefix, Chars::token, 0, TokenShape::any, WILD);
    }
}

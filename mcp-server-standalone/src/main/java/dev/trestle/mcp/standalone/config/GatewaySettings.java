package dev.trestle.mcp.standalone.config;

import dev.trestle.mcp.policy.rate.Rate;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of {@code gateway}, each from the file or its default. Immutable. */
public final class GatewaySettings {

    private final Map<GatewayKey, Object> given;
    private final Map<GatewayKey, Object> values = new EnumMap<>(GatewayKey.class);

    GatewaySettings(Map<GatewayKey, Object> given) {
        this.given = Map.copyOf(given);
        for (GatewayKey key : GatewayKey.values()) {
            key.standard().ifPresent(text -> values.put(key, GatewayReader.parse(key, text)));
        }
        values.putAll(given);
    }

    /** The settings of a file that says nothing. */
    public static GatewaySettings defaults() {
        return new GatewaySettings(Map.of());
    }

    /**
     * These settings but for one.
     *
     * @param key which
     * @param text its value, as it would be written in the file
     * @return the other settings
     * @throws IllegalArgumentException if that is no value for the key; the message says what to write instead
     */
    public GatewaySettings with(GatewayKey key, String text) {
        Map<GatewayKey, Object> changed = new EnumMap<>(GatewayKey.class);
        changed.putAll(given);
        changed.put(key, GatewayReader.parse(key, text));
        return new GatewaySettings(changed);
    }

    /** Whether the file itself has the key. */
    public boolean isGiven(GatewayKey key) {
        return given.containsKey(key);
    }

    /** A string or a word, or empty if there is none. */
    public Optional<String> text(GatewayKey key) {
        return Optional.ofNullable((String) values.get(key));
    }

    /** A list of strings, or empty if there is none: not the same as a list without strings. */
    @SuppressWarnings("unchecked")
    public Optional<List<String>> texts(GatewayKey key) {
        return Optional.ofNullable((List<String>) values.get(key));
    }

    /** Yes or no. */
    public boolean flag(GatewayKey key) {
        return value(key).equals("true");
    }

    /** A port, a count, or a size in bytes. */
    public int number(GatewayKey key) {
        return (Integer) value(key);
    }

    /** A duration. */
    public Duration duration(GatewayKey key) {
        return (Duration) value(key);
    }

    /** A duration, or empty if there is none. */
    public Optional<Duration> durationIfAny(GatewayKey key) {
        return Optional.ofNullable((Duration) values.get(key));
    }

    /** A count, or empty if there is none. */
    public Optional<Integer> numberIfAny(GatewayKey key) {
        return Optional.ofNullable((Integer) values.get(key));
    }

    /** A rate, or empty if there is none. */
    public Optional<Rate> rate(GatewayKey key) {
        return Optional.ofNullable((Rate) values.get(key));
    }

    private Object value(GatewayKey key) {
        Object value = values.get(key);
        if (value == null) {
            throw new IllegalStateException(key + " has no default");
        }
        return value;
    }
}

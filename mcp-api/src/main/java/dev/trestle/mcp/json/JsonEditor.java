package dev.trestle.mcp.json;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * Looks up, replaces, removes and filters members of a slice; all other bytes stay as they are. Implementations are
 * thread-safe. Every method throws {@link JsonException} if the slice is not of the kind that it works on.
 */
public interface JsonEditor {

    /**
     * Finds a member of an object.
     *
     * @param object the object
     * @param name the member's name, unescaped
     * @return the member's value as a part of the object, or empty
     */
    Optional<JsonSlice> member(JsonSlice object, String name);

    /**
     * Sets a member of an object: in place if it is there, at the end if not.
     *
     * @param object the object
     * @param name the member's name, unescaped
     * @param value the new value
     * @return the changed object
     */
    JsonSlice with(JsonSlice object, String name, JsonSlice value);

    /**
     * Removes a member of an object.
     *
     * @param object the object
     * @param name the member's name, unescaped
     * @return the object without it; the same slice if it was not there
     */
    JsonSlice without(JsonSlice object, String name);

    /**
     * Keeps some elements of an array.
     *
     * @param array the array
     * @param keep which elements stay
     * @return the array of those; the same slice if all stay
     */
    JsonSlice filter(JsonSlice array, Predicate<JsonSlice> keep);
}

package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonSlice;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/** Opens parsers over slices; the one place that configures the JSON library. Thread-safe. */
final class SliceParsers {

    /** For what was read before, and for what we made ourselves. */
    static final SliceParsers LENIENT = new SliceParsers(new EnvelopeLimits(EnvelopeLimits.HIGHEST_NESTING));

    private final JsonFactory factory;

    SliceParsers(EnvelopeLimits limits) {
        // Strings and numbers are as long as the message allows: nobody converts one without a look at its length.
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(limits.maxNesting())
                .maxStringLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .maxNumberLength(Integer.MAX_VALUE)
                .build();
        this.factory = JsonFactory.builder()
                .streamReadConstraints(constraints)
                .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
                .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
                .build();
    }

    SliceParser open(JsonSlice slice) {
        return slice.read((array, offset, length) ->
                new SliceParser(slice, factory.createParser(ObjectReadContext.empty(), array, offset, length)));
    }
}

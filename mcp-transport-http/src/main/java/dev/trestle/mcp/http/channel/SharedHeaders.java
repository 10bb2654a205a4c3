package dev.trestle.mcp.http.channel;

import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.PreEncodedHttpField;

/** Headers of the protocol that many requests have alike, made and written out once. */
public final class SharedHeaders {

    /** None. */
    public static final SharedHeaders NONE = new SharedHeaders(List.of());

    private final List<HttpField> fields;

    private SharedHeaders(List<HttpField> fields) {
        this.fields = fields;
    }

    /**
     * Makes them.
     *
     * @param headers names and values, each name once, none of them one that operators may set
     * @return the same
     */
    public static SharedHeaders of(Map<String, String> headers) {
        return new SharedHeaders(headers.entrySet().stream()
                .<HttpField>map(header -> new PreEncodedHttpField(header.getKey(), header.getValue()))
                .toList());
    }

    void addTo(HttpFields.Mutable request) {
        fields.forEach(request::add);
    }
}

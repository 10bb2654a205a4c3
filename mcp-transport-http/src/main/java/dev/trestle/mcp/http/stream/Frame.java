package dev.trestle.mcp.http.stream;

/** What is written to an event stream as a whole. */
public interface Frame {

    /** About how many bytes it takes, in memory and on the wire. */
    int weight();

    /** Its bytes on the wire. */
    byte[] toBytes();
}

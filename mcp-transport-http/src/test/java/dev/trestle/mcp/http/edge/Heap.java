package dev.trestle.mcp.http.edge;

import java.lang.ref.WeakReference;

/** How much memory is in use. */
final class Heap {

    private Heap() {}

    /** Bytes in use after a collection that was seen to happen. */
    static long used() {
        WeakReference<Object> canary = new WeakReference<>(new Object());
        for (int i = 0; i < 10 && canary.get() != null; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}

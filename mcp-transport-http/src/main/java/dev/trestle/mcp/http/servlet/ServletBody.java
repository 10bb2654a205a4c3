package dev.trestle.mcp.http.servlet;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The body of a servlet request, read without blocking. A short body is usually there with the headers: then no listener is
 * registered at all.
 */
final class ServletBody implements ReadListener {

    private final HttpServletRequest request;
    private @Nullable ServletInputStream listened;
    private volatile @Nullable Throwable problem;
    private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();
    private long left;

    ServletBody(HttpServletRequest request) {
        this.request = request;
        this.left = request.getContentLengthLong();
    }

    int read(byte[] target, int offset, int length) throws IOException {
        Throwable failed = problem;
        if (failed != null) {
            throw new IOException("the body broke off", failed);
        }
        ServletInputStream in = listened;
        if (in == null) {
            return readAtOnce(target, offset, length);
        }
        // Ready bytes may be framing only (Tomcat): whoever got none must ask again, or is never called back.
        while (!in.isFinished() && in.isReady()) {
            int read = in.read(target, offset, length);
            if (read != 0) {
                return read;
            }
        }
        return in.isFinished() ? -1 : 0;
    }

    /** Without a listener a read may block, so it is done only if the rest of the body is there. */
    private int readAtOnce(byte[] target, int offset, int length) throws IOException {
        if (left <= 0) {
            return left == 0 ? -1 : 0;
        }
        ServletInputStream in = request.getInputStream();
        int read = in.available() < left ? 0 : in.read(target, offset, length);
        left -= Math.max(read, 0);
        return read;
    }

    void onReadable(Runnable action) {
        waiting.set(action);
        if (listened == null) {
            try {
                ServletInputStream in = request.getInputStream();
                listened = in;
                in.setReadListener(this);
            } catch (IOException | IllegalStateException e) {
                onError(e);
            }
        }
    }

    @Override
    public void onDataAvailable() {
        resume();
    }

    @Override
    public void onAllDataRead() {
        resume();
    }

    @Override
    public void onError(Throwable failed) {
        problem = failed;
        resume();
    }

    private void resume() {
        Runnable action = waiting.getAndSet(null);
        if (action != null) {
            action.run();
        }
    }
}

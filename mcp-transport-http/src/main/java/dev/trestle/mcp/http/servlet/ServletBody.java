package dev.trestle.mcp.http.servlet;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The body of a servlet request, read without blocking. A short body is usually there with the headers: then no listener is
 * registered at all.
 */
final class ServletBody implements ReadListener {

    private final HttpServletRequest request;
    private @Nullable ServletInputStream listened;
    private volatile @Nullable Throwable problem;
    private volatile @Nullable Runnable waiting;

    ServletBody(HttpServletRequest request) {
        this.request = request;
    }

    int read(byte[] target, int offset, int length) throws IOException {
        Throwable failed = problem;
        if (failed != null) {
            throw new IOException("the body broke off", failed);
        }
        ServletInputStream in = listened;
        if (in == null) {
            ServletInputStream blocking = request.getInputStream();
            int there = Math.min(blocking.available(), length);
            return there > 0 ? blocking.read(target, offset, there) : 0;
        }
        if (in.isFinished()) {
            return -1;
        }
        return in.isReady() ? in.read(target, offset, length) : 0;
    }

    void onReadable(Runnable action) {
        waiting = action;
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
        Runnable action = waiting;
        waiting = null;
        if (action != null) {
            action.run();
        }
    }
}

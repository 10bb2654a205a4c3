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

    /** How much of a body that nobody wants is read, so that its connection can be used again. */
    private static final int SHORT = 64 << 10;

    private final HttpServletRequest request;
    private @Nullable ServletInputStream listened;
    private volatile @Nullable Throwable problem;
    private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();
    private final boolean endsInConnection;
    private long left;

    ServletBody(HttpServletRequest request) {
        this.request = request;
        this.left = request.getContentLengthLong();
        this.endsInConnection = request.getProtocol().startsWith("HTTP/1")
                && (left > 0 || (left < 0 && request.getHeader("Transfer-Encoding") != null));
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
                return count(read);
            }
        }
        return in.isFinished() ? count(-1) : 0;
    }

    /** Without a listener a read may block, so it is done only if the rest of the body is there. */
    private int readAtOnce(byte[] target, int offset, int length) throws IOException {
        if (left <= 0) {
            return left == 0 ? -1 : 0;
        }
        ServletInputStream in = request.getInputStream();
        return in.available() < left ? 0 : count(in.read(target, offset, length));
    }

    private int count(int read) {
        if (read < 0) {
            left = 0;
        } else if (left > 0) {
            left -= read;
        }
        return read;
    }

    /**
     * Whether the connection still has some of the body before the next request. A short rest that is there is read now; for
     * one that is not there nobody waits. Nothing of the request is touched if the body was read to its end.
     */
    boolean isLeftUnread() {
        if (left == 0 || !endsInConnection) {
            return false;
        }
        ServletInputStream in = listened;
        if (in != null) {
            return !in.isFinished();
        }
        return left < 0 || left > SHORT || !skipRest();
    }

    private boolean skipRest() {
        byte[] skipped = new byte[4096];
        try {
            ServletInputStream in = request.getInputStream();
            for (int there = in.available(); left > 0 && there > 0; there = in.available()) {
                count(in.read(skipped, 0, Math.min(there, skipped.length)));
            }
        } catch (IOException | IllegalStateException e) {
            return false;
        }
        return left == 0;
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

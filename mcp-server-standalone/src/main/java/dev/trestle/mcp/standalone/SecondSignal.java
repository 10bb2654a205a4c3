package dev.trestle.mcp.standalone;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears signals while the JVM is ending already, when its own handlers do nothing any more. By reflection: the compiler
 * warns of {@code sun.misc.Signal} in a way that cannot be silenced, and there is nothing else.
 */
final class SecondSignal {

    private static final Logger LOG = LoggerFactory.getLogger(SecondSignal.class);

    private SecondSignal() {}

    /** Runs the action at the next TERM or INT; where signals cannot be heard the deadline has to do. */
    static void arm(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler invoked = (self, method, args) -> switch (method.getName()) {
                case "handle" -> {
                    action.run();
                    yield null;
                }
                case "hashCode" -> 0;
                case "equals" -> self == args[0];
                default -> "second signal";
            };
            Object proxy =
                    Proxy.newProxyInstance(SecondSignal.class.getClassLoader(), new Class<?>[] {handler}, invoked);
            for (String name : List.of("TERM", "INT")) {
                Object one = signal.getConstructor(String.class).newInstance(name);
                signal.getMethod("handle", signal, handler).invoke(null, one, proxy);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("A second signal will not be heard: {}", e.toString());
        }
    }
}

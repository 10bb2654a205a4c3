package dev.trestle.mcp.policy.approval;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects the options of an {@link Approval}. Not thread-safe. */
public final class ApprovalOptions {

    private final List<ToolPattern> named = new ArrayList<>();
    private final List<ToolPattern> automatic = new ArrayList<>();
    WhenToAsk when = WhenToAsk.DESTRUCTIVE;
    boolean askUser = true;

    Consumer<ApprovalRequest> decided = request -> {};

    @Nullable Approver approver;

    ApprovalStore store = ApprovalStore.NONE;
    Duration wait = Duration.ZERO;
    Duration ttl = Duration.ofMinutes(15);
    Duration hintsTtl = Duration.ofMinutes(5);
    int maxRequests = 1_000;
    int maxRequestsPerPrincipal = 32;
    int maxLists = 1_000;

    ApprovalOptions() {}

    boolean isNamed(String backend, String tool) {
        return matches(named, backend, tool);
    }

    boolean isAutomatic(String backend, String tool) {
        return matches(automatic, backend, tool);
    }

    private static boolean matches(List<ToolPattern> patterns, String backend, String tool) {
        for (ToolPattern pattern : patterns) {
            if (pattern.matches(backend, tool)) {
                return true;
            }
        }
        return false;
    }

    boolean isAskedFor(Hints hints) {
        return when == WhenToAsk.DESTRUCTIVE ? hints.destructive() : !hints.readOnly();
    }

    /**
     * Tools that have to be allowed whatever they say of themselves.
     *
     * @param pattern {@code backend/tool} or {@code tool}, with {@code *} for any characters
     * @return this builder
     */
    public ApprovalOptions require(String pattern) {
        named.add(new ToolPattern(pattern));
        return this;
    }

    /**
     * Tools that nobody has to allow ({@code autoApprove}); wins over all else.
     *
     * @param pattern {@code backend/tool} or {@code tool}, with {@code *} for any characters
     * @return this builder
     */
    public ApprovalOptions autoApprove(String pattern) {
        automatic.add(new ToolPattern(pattern));
        return this;
    }

    /**
     * Which tools have to be allowed besides; {@link WhenToAsk#DESTRUCTIVE} by default.
     *
     * @param which those
     * @return this builder
     */
    public ApprovalOptions when(WhenToAsk which) {
        when = which;
        return this;
    }

    /**
     * Whether the user in front of a client is asked that says it has one (`elicitation`); true by default. Clients can answer in
     * their user's place: say false if they are not trusted to ask.
     *
     * @param asked whether he is
     * @return this builder
     */
    public ApprovalOptions askUser(boolean asked) {
        askUser = asked;
        return this;
    }

    /**
     * Who decides if no user is asked; nobody by default.
     *
     * @param decides the approver
     * @return this builder
     */
    public ApprovalOptions approver(Approver decides) {
        approver = decides;
        return this;
    }

    /**
     * Who is told of each decision, whoever made it; nobody by default.
     *
     * @param hears gets the request as it stands after the decision was kept; may not block for long
     * @return this builder
     */
    public ApprovalOptions decided(Consumer<ApprovalRequest> hears) {
        decided = hears;
        return this;
    }

    /**
     * Where requests are kept; in memory by default.
     *
     * @param keeps the store
     * @return this builder
     */
    public ApprovalOptions store(ApprovalStore keeps) {
        store = keeps;
        return this;
    }

    /**
     * How long a call waits for the approver, or for the desk; not at all by default: it is answered at once and can be made
     * again.
     *
     * @param patience not negative
     * @return this builder
     */
    public ApprovalOptions wait(Duration patience) {
        if (patience.isNegative()) {
            throw new IllegalArgumentException("wait must not be negative, not " + patience);
        }
        wait = patience;
        return this;
    }

    /**
     * How long a request waits to be decided, and a denial or a plain approval counts; 15 min by default.
     *
     * @param life a positive duration
     * @return this builder
     */
    public ApprovalOptions ttl(Duration life) {
        ttl = positive(life, "ttl");
        return this;
    }

    /**
     * How long is believed what a server said of its tools; 5 min by default.
     *
     * @param age a positive duration
     * @return this builder
     */
    public ApprovalOptions hintsTtl(Duration age) {
        hintsTtl = positive(age, "hintsTtl");
        return this;
    }

    /**
     * How many requests are kept, and how many of one authenticated principal may be pending; 1,000 and 32 by default. Calls
     * beyond are refused with {@code limit_reached}.
     *
     * @param total at least 1
     * @param perPrincipal at least 1
     * @return this builder
     */
    public ApprovalOptions maxRequests(int total, int perPrincipal) {
        maxRequests = positive(total, "maxRequests");
        maxRequestsPerPrincipal = positive(perPrincipal, "maxRequestsPerPrincipal");
        return this;
    }

    /**
     * How many clients' lists of tools are kept; 1,000 by default.
     *
     * @param lists at least 1
     * @return this builder
     */
    public ApprovalOptions maxLists(int lists) {
        maxLists = positive(lists, "maxLists");
        return this;
    }

    private static Duration positive(Duration value, String name) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
        return value;
    }

    private static int positive(int value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
        return value;
    }

    /**
     * Makes the interceptor, for {@code Place.APPROVAL} of one gateway.
     *
     * @return the interceptor
     */
    public Approval build() {
        return build(InstantSource.system());
    }

    /** The options, without who is asked and told. */
    @Override
    public String toString() {
        return "ApprovalOptions[when=" + when + ", require=" + named + ", autoApprove=" + automatic + ", askUser="
                + askUser
                + ", store=" + store + ", wait=" + wait + ", ttl=" + ttl + ", hintsTtl=" + hintsTtl + ", maxRequests="
                + maxRequests + ", maxRequestsPerPrincipal=" + maxRequestsPerPrincipal + ", maxLists=" + maxLists + "]";
    }

    Approval build(InstantSource clock) {
        return new Approval(this, clock);
    }
}

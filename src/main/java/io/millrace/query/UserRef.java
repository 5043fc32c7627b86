package io.millrace.query;

import org.jspecify.annotations.Nullable;

/** An account, by its id or by the handle it carries now; exactly one of the two is given. */
public record UserRef(@Nullable Long userId, @Nullable String handle) {
    public UserRef {
        if ((userId == null) == (handle == null)) {
            throw new IllegalArgumentException("either an id or a handle");
        }
    }

    public static UserRef byId(long userId) {
        return new UserRef(userId, null);
    }

    /** Without the leading {@code @}; upper and lower case are the same. */
    public static UserRef byHandle(String handle) {
        return new UserRef(null, handle);
    }
}

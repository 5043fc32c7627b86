package io.millrace.event;

import org.jspecify.annotations.Nullable;

/** A user as one place in a message names it. */
record Person(
        @Nullable Long id,
        @Nullable String uniqueId,
        @Nullable String nickname) {

    static final Person NOBODY = new Person(null, null, null);

    boolean isNobody() {
        return id == null && uniqueId == null && nickname == null;
    }

    /** Whether nothing that both tell contradicts that they are the same. */
    boolean maybe(Person other) {
        if (id != null && other.id != null) {
            return id.equals(other.id);
        }
        return uniqueId == null || other.uniqueId == null || uniqueId.equals(other.uniqueId);
    }

    /** Whatever this one leaves out, by {@code other}. */
    Person or(Person other) {
        return new Person(
                id == null ? other.id : id,
                uniqueId == null ? other.uniqueId : uniqueId,
                nickname == null ? other.nickname : nickname);
    }

    @Nullable
    Host asHost() {
        return isNobody() ? null : new Host(id, uniqueId, nickname);
    }
}

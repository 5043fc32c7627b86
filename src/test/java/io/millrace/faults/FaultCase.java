package io.millrace.faults;

/**
 * One thing that breaks.
 *
 * @param id as in the list of cases
 * @param what what is done, in a few words
 * @param place in which world
 * @param repetitions how often in a full run, within one go
 * @param fault breaks it and mends it again; an {@link AssertionError} is the case's own criterion that was not met
 */
record FaultCase(String id, String what, Place place, int repetitions, Fault fault) {

    enum Place {
        /** In the world that other cases have been through, too. */
        SHARED,
        /** In a world of its own, which ends with it. */
        OWN
    }

    /** What may go wrong while something is broken on purpose is anything. */
    interface Fault {
        void strike(World world, int repetitions, Notes notes) throws Exception;
    }

    /** What a case has to say in the report. */
    static final class Notes {
        private final java.util.List<String> remarks = new java.util.ArrayList<>();
        private boolean skipped;

        void remark(String remark) {
            remarks.add(remark);
        }

        /** The machine does not allow it: said aloud, never silently passed. */
        void skip(String why) {
            skipped = true;
            remarks.add("SKIPPED: " + why);
        }

        boolean skipped() {
            return skipped;
        }

        java.util.List<String> remarks() {
            return remarks;
        }
    }

    /** The case's own criterion. */
    static void require(boolean holds, String criterion) {
        if (!holds) {
            throw new AssertionError(criterion);
        }
    }
}

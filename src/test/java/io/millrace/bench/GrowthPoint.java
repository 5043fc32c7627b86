package io.millrace.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One thing that grows, all else as at the base.
 *
 * @param name by which it is chosen: {@code rooms-5000}
 * @param stored rows of the history that are there before
 * @param duplicates share of the records
 */
record GrowthPoint(String name, long stored, int rooms, int usersPerMinute, double duplicates) {
    static final GrowthPoint BASE = new GrowthPoint("base", 0, 200, 10_000, 0);

    private static final List<Integer> ROOMS = List.of(10, 5_000);
    private static final List<Integer> USERS = List.of(100);
    private static final List<Integer> DUPLICATE_PERCENTS = List.of(10, 90);

    /** @param stored numbers of rows that are there before, each a point */
    static List<GrowthPoint> all(List<Long> stored) {
        List<GrowthPoint> all = new ArrayList<>(List.of(BASE));
        stored.forEach(
                it -> all.add(new GrowthPoint("stored-" + it, it, BASE.rooms, BASE.usersPerMinute, BASE.duplicates)));
        ROOMS.forEach(
                it -> all.add(new GrowthPoint("rooms-" + it, BASE.stored, it, BASE.usersPerMinute, BASE.duplicates)));
        USERS.forEach(it -> all.add(new GrowthPoint("users-" + it, BASE.stored, BASE.rooms, it, BASE.duplicates)));
        DUPLICATE_PERCENTS.forEach(it ->
                all.add(new GrowthPoint("duplicates-" + it, BASE.stored, BASE.rooms, BASE.usersPerMinute, it / 100.0)));
        return all;
    }

    /**
     * The base is always among them: the others are held against it.
     *
     * @param names with commas between, a {@code *} at the end for all that begin so; empty: all
     * @throws IllegalArgumentException where a name is of none
     */
    static List<GrowthPoint> chosen(List<GrowthPoint> all, String names) {
        if (names.isBlank()) {
            return all;
        }
        Set<GrowthPoint> chosen = new LinkedHashSet<>(List.of(BASE));
        for (String name :
                Arrays.stream(names.split(",", -1)).map(String::strip).toList()) {
            List<GrowthPoint> found =
                    all.stream().filter(it -> matches(it.name, name)).toList();
            if (found.isEmpty()) {
                throw new IllegalArgumentException("there is no point " + name + "; there are "
                        + String.join(", ", all.stream().map(GrowthPoint::name).toList()));
            }
            chosen.addAll(found);
        }
        return all.stream().filter(chosen::contains).toList();
    }

    private static boolean matches(String name, String wanted) {
        return wanted.endsWith("*") ? name.startsWith(wanted.substring(0, wanted.length() - 1)) : name.equals(wanted);
    }

    /** In the words of the table: what differs from the base. */
    String what() {
        if (stored != BASE.stored) {
            return String.format(Locale.ROOT, "%,d rows stored already", stored);
        }
        if (rooms != BASE.rooms) {
            return String.format(Locale.ROOT, "%,d rooms", rooms);
        }
        if (usersPerMinute != BASE.usersPerMinute) {
            return String.format(Locale.ROOT, "%,d users a minute", usersPerMinute);
        }
        if (duplicates != BASE.duplicates) {
            return String.format(Locale.ROOT, "%.0f %% duplicates", 100 * duplicates);
        }
        return "base";
    }
}

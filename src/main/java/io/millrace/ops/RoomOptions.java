package io.millrace.ops;

import io.millrace.store.FigureAudit;
import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The words by which an operator says which rooms are meant. */
final class RoomOptions {

    @Option(names = "--room", paramLabel = "ID", converter = RoomOption.class, description = "Only this room.")
    @Nullable
    Long room;

    @Option(
            names = "--day",
            paramLabel = "DAY",
            converter = DayOption.class,
            description = "Only rooms with an event on this UTC day, as 2026-11-20.")
    @Nullable
    LocalDate day;

    FigureAudit.Rooms rooms() {
        return new FigureAudit.Rooms(room, day);
    }

    boolean isGiven() {
        return room != null || day != null;
    }

    /** A room that was named and is not there is a slip of the hand, and not a room without faults. */
    void requireFound(long rooms) {
        if (room != null && rooms == 0) {
            throw new OperatorFault(
                    "room " + room + " has neither an event nor a figure" + (day == null ? "" : " on " + day));
        }
    }

    private static final class RoomOption implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                long room = Long.parseLong(text);
                if (room > 0) {
                    return room;
                }
            } catch (NumberFormatException wrong) {
                // Said below.
            }
            throw new TypeConversionException("'" + text + "' is no room id: those are whole numbers above 0");
        }
    }

    private static final class DayOption implements ITypeConverter<LocalDate> {
        @Override
        public LocalDate convert(String text) {
            try {
                return LocalDate.parse(text);
            } catch (DateTimeException wrong) {
                throw new TypeConversionException("'" + text + "' is no day, as 2026-11-20");
            }
        }
    }
}

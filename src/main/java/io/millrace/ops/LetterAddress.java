package io.millrace.ops;

import io.millrace.store.DeadLetters;
import io.millrace.store.KeptLetter.Address;
import io.millrace.store.KeptLetter.Head;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** One letter as the operator names it: {@code TOPIC/PARTITION@OFFSET}. */
final class LetterAddress implements ITypeConverter<Address> {
    private static final Pattern WORD = Pattern.compile("([A-Za-z0-9._-]+)/(\\d{1,9})@(\\d{1,18})");

    @Override
    public Address convert(String text) {
        Matcher word = WORD.matcher(text);
        if (!word.matches()) {
            throw new TypeConversionException("'" + text + "' is no address of a letter, as tiktok.live-events/3@1042");
        }
        return new Address(word.group(1), Integer.parseInt(word.group(2)), Long.parseLong(word.group(3)));
    }

    /**
     * The letters at an address. Mostly one; where two topics have had this name, the operator must say which is meant.
     *
     * @throws OperatorFault when there is none
     */
    static List<Head> find(
            CommandLine command,
            OperatorDatabase database,
            DeadLetters letters,
            Address address,
            @Nullable String topicId) {
        List<Head> found = database.answer(letters.at(address)).stream()
                .filter(letter -> topicId == null || letter.topicId().equals(topicId))
                .toList();
        if (found.isEmpty()) {
            throw new OperatorFault(
                    "no dead letter at " + address + (topicId == null ? "" : " of the topic with the id " + topicId));
        }
        List<String> topicIds = found.stream().map(Head::topicId).distinct().toList();
        if (topicIds.size() > 1) {
            throw new ParameterException(
                    command,
                    "two topics of this name have a letter at " + address + "; say which by --topic-id: "
                            + topicIds.stream().collect(Collectors.joining(" or ")));
        }
        return found;
    }
}

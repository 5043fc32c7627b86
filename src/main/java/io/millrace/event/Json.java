package io.millrace.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;

/** The one JSON parser, with its bounds. */
final class Json {

    /** The deepest of all known messages has about 15 levels. */
    private static final int MAX_DEPTH = 100;
    /** In characters. An id has 19, a float of Python 17. */
    private static final int MAX_NUMBER_LENGTH = 1_000;
    /** In characters. */
    private static final int MAX_NAME_LENGTH = 1_000;
    /** In characters. What is kept of a text is bounded far lower; this bounds what is decoded to find out. */
    private static final int MAX_STRING_LENGTH = 1 << 20;

    /** PostgreSQL's numeric ends at 131072 digits before the point and 16383 after it; a double at 308. */
    private static final int MAX_EXPONENT = 308;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .maxStringLength(MAX_STRING_LENGTH)
                    .build())
            // Some messages have user ids for names: they must not gather in the JVM's table of interned strings.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            // A message made to collide in the parser's table of names is slow, not an IllegalStateException.
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .build();

    private Json() {}

    static JsonParser parser(byte[] bytes, int from, int until) throws IOException {
        return FACTORY.createParser(bytes, from, until - from);
    }

    /** The same JSON without blanks, with texts as PostgreSQL takes them. Equal names in one object are kept. */
    static String copy(byte[] bytes, int from, int until) throws IOException {
        StringWriter copy = new StringWriter(until - from);
        try (JsonParser parser = parser(bytes, from, until);
                JsonGenerator generator = FACTORY.createGenerator(copy)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                copy(token, parser, generator);
            }
        }
        return copy.toString();
    }

    private static void copy(JsonToken token, JsonParser parser, JsonGenerator generator) throws IOException {
        switch (token) {
            case FIELD_NAME -> generator.writeFieldName(Text.clean(parser.currentName()));
            case VALUE_STRING -> generator.writeString(Text.clean(parser.getText()));
            case VALUE_NUMBER_INT -> generator.writeNumber(parser.getText());
            case VALUE_NUMBER_FLOAT -> copyFloat(parser.getText(), generator);
            default -> generator.copyCurrentEvent(parser);
        }
    }

    private static void copyFloat(String number, JsonGenerator generator) throws IOException {
        int e = Math.max(number.indexOf('e'), number.indexOf('E'));
        if (e < 0 || isModest(number.substring(e + 1))) {
            generator.writeNumber(number);
        } else {
            generator.writeString(number);
        }
    }

    private static boolean isModest(String exponent) {
        try {
            return Math.abs((long) Integer.parseInt(exponent)) <= MAX_EXPONENT;
        } catch (NumberFormatException beyondInt) {
            return false;
        }
    }
}

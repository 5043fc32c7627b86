package io.millrace.containers;

import io.millrace.ops.Ran;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

final class SkippedWithoutDocker implements ExecutionCondition {
    @Override
    @SuppressWarnings("SystemOut") // A skipped test must not look like a passed one.
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String missing = missing();
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("Docker is there");
        }
        if (context.getTestMethod().isEmpty()) {
            System.out.println("SKIPPED: " + context.getDisplayName() + ": " + missing);
        }
        return ConditionEvaluationResult.disabled(missing);
    }

    private static String missing() {
        for (List<String> question : List.of(
                List.of("docker", "version", "--format", "{{.Server.Version}}"),
                List.of("docker", "compose", "version"))) {
            try {
                Ran ran = Ran.process(Map.of(), question);
                if (ran.exitCode() != 0) {
                    return "no Docker engine with Compose answers: " + ran.err().strip();
                }
            } catch (IOException e) {
                return "no Docker engine answers: " + e.getMessage();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        return "";
    }
}

package io.millrace.ops;

import org.eclipse.microprofile.config.ConfigProvider;
import picocli.CommandLine.IVersionProvider;

/** The version this program was built as. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {
            "millrace " + ConfigProvider.getConfig().getValue("quarkus.application.version", String.class)
        };
    }
}

/** The images, the compose file and their scripts, with real containers. Where no Docker engine answers they are skipped, and say so. */
@NullMarked
package io.millrace.containers;

import org.jspecify.annotations.NullMarked;

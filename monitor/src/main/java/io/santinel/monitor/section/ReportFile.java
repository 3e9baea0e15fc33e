package io.santinel.monitor.section;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Reports that come as files or streams, in whichever of the three forms.
public final class ReportFile {
    private ReportFile() {}

    /// Reads a report out of text: JSON when it begins with a brace, otherwise an agent's output.
    ///
    /// @throws MalformedReport when it is neither
    public static Report parse(String text) {
        return isJson(text) ? JsonReport.parse(text) : TextReport.parse(text);
    }

    /// Whether the text can only be the JSON form.
    public static boolean isJson(String text) {
        return text.stripLeading().startsWith("{");
    }

    /// The text of a file: UTF-8, or Latin-1 where it is not valid as such.
    ///
    /// @throws MalformedReport when it is larger than a report may be
    /// @throws IOException when it cannot be read; the message names the file
    public static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return text(in);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file", e);
        } catch (IOException e) {
            String reason = Files.isDirectory(file) ? "is a directory" : String.valueOf(e.getMessage());
            throw new IOException(file + ": " + reason, e);
        }
    }

    /// The text of a stream, under the same rules.
    public static String text(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(AgentOutput.MAX_CHARACTERS + 1);
        if (bytes.length > AgentOutput.MAX_CHARACTERS) {
            throw new MalformedReport(0, "", "more than " + AgentOutput.MAX_CHARACTERS + " bytes");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}

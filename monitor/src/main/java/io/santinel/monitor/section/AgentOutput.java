package io.santinel.monitor.section;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The iSCSI sections of an agent's output as lines of words, before anybody asks what the words mean.
/// Sections of other plugins and piggybacked machines are skipped; a section that comes twice is one.
///
/// @param sections absent sections are absent keys
public record AgentOutput(Map<Section, List<Line>> sections) {
    /// Characters that one output may have.
    public static final int MAX_CHARACTERS = 16 << 20;
    /// Lines that one output may have.
    public static final int MAX_LINES = 500_000;

    public AgentOutput {
        sections = Map.copyOf(sections);
    }

    /// One line that is not empty.
    ///
    /// @param number its place in the whole output, from 1
    public record Line(int number, List<String> words) {
        public Line {
            words = List.copyOf(words);
        }

        String word(int index) {
            return words.get(index);
        }
    }

    /// The lines of a section, none when it is absent.
    public List<Line> lines(Section section) {
        return sections.getOrDefault(section, List.of());
    }

    /// Cuts an agent's output into sections.
    ///
    /// @throws MalformedReport when none of the three sections is in it, or when it is larger than the limits
    public static AgentOutput read(String text) {
        if (text.length() > MAX_CHARACTERS) {
            throw new MalformedReport(
                    0, "", "agent output of " + text.length() + " characters, more than " + MAX_CHARACTERS);
        }
        Cutter cutter = new Cutter();
        int number = 0;
        for (int from = 0; from < text.length(); ) {
            int end = text.indexOf('\n', from);
            int to = end < 0 ? text.length() : end;
            if (++number > MAX_LINES) {
                throw new MalformedReport(number, "", "agent output of more than " + MAX_LINES + " lines");
            }
            cutter.take(number, text.substring(from, to));
            from = to + 1;
        }
        if (cutter.sections.isEmpty()) {
            throw new MalformedReport(1, "", cutter.whyNothing(text));
        }
        return new AgentOutput(cutter.sections);
    }

    /// Follows the headers.
    private static final class Cutter {
        private final Map<Section, List<Line>> sections = new EnumMap<>(Section.class);
        private Optional<Section> current = Optional.empty();
        private Optional<Character> separator = Optional.empty();
        private boolean piggyback;
        private int foreign;

        void take(int number, String raw) {
            String line = raw.strip();
            if (line.startsWith("<<<<") && line.endsWith(">>>>")) {
                piggyback = line.length() > 8;
                current = Optional.empty();
            } else if (line.startsWith("<<<") && line.endsWith(">>>") && line.length() >= 6) {
                header(line.substring(3, line.length() - 3));
            } else if (!line.isEmpty() && current.isPresent()) {
                lines(current.get()).add(new Line(number, words(line)));
            }
        }

        private void header(String content) {
            String[] parts = content.split(":", -1);
            current = piggyback ? Optional.empty() : Section.named(parts[0]);
            separator = Optional.empty();
            for (int i = 1; i < parts.length; i++) {
                String option = parts[i];
                separator = separator.or(() -> separatorOf(option));
            }
            current.ifPresentOrElse(this::lines, () -> foreign++);
        }

        private List<Line> lines(Section section) {
            return sections.computeIfAbsent(section, absent -> new ArrayList<>());
        }

        private List<String> words(String line) {
            List<String> words = new ArrayList<>(9);
            int from = 0;
            for (int i = 0; i <= line.length(); i++) {
                if (i == line.length() || separates(line.charAt(i))) {
                    if (separator.isPresent() || i > from) {
                        words.add(line.substring(from, i));
                    }
                    from = i + 1;
                }
            }
            return words;
        }

        /// Python's white space where the header names no separator: runs of it are one.
        private boolean separates(char character) {
            return separator.isPresent()
                    ? character == separator.get()
                    : character == ' ' || (character >= '\t' && character <= '\r');
        }

        private String whyNothing(String text) {
            if (text.isBlank()) {
                return "no section header: the output is empty";
            }
            if (text.indexOf('\0') >= 0 || text.indexOf('\uFFFD') >= 0) {
                return "binary bytes and no section header: this is no agent output";
            }
            return foreign == 0
                    ? "no section header such as <<<open_iscsi_sessions>>>: this is no agent output"
                    : "none of the " + foreign + " sections is open_iscsi_*: is the plugin installed there?";
        }

        /// `sep(124)`: the lines are split at this character instead of white space.
        private static Optional<Character> separatorOf(String option) {
            if (!option.startsWith("sep(") || !option.endsWith(")")) {
                return Optional.empty();
            }
            try {
                int code = Integer.parseInt(option.substring(4, option.length() - 1));
                return code > 0 && code < 256 ? Optional.of((char) code) : Optional.empty();
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
    }
}

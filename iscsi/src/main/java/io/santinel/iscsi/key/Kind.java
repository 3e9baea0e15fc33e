package io.santinel.iscsi.key;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// How the value of a key comes about from what both ends say, RFC 7143 §6.2.
public sealed interface Kind {
    /// The answer to an offer, or nothing when it must be rejected.
    ///
    /// @param own what this end would take
    Optional<String> answer(String offered, String own);

    /// True when a peer may answer so to our offer.
    boolean admits(String offered, String answer);

    /// True when this end may hold such a value as its wish.
    boolean valid(String own);

    /// Declared by one end, not answered: any text.
    record Declared() implements Kind {
        @Override
        public Optional<String> answer(String offered, String own) {
            return Optional.of(offered);
        }

        @Override
        public boolean admits(String offered, String answer) {
            return true;
        }

        @Override
        public boolean valid(String own) {
            return true;
        }
    }

    /// The first value of the offered list that the other end takes too.
    record Choice(List<String> known) implements Kind {
        @Override
        public Optional<String> answer(String offered, String own) {
            List<String> taken = list(own);
            return list(offered).stream().filter(taken::contains).findFirst();
        }

        @Override
        public boolean admits(String offered, String answer) {
            return list(offered).contains(answer);
        }

        @Override
        public boolean valid(String own) {
            return known.containsAll(list(own));
        }

        private static List<String> list(String values) {
            return Arrays.asList(values.split(",", -1));
        }
    }

    /// Yes when both say Yes (AND), or when one does (OR).
    record Flag(boolean and) implements Kind {
        static final String YES = "Yes";
        static final String NO = "No";

        @Override
        public Optional<String> answer(String offered, String own) {
            return valid(offered) ? Optional.of(combined(offered, own)) : Optional.empty();
        }

        @Override
        public boolean admits(String offered, String answer) {
            return valid(answer) && combined(offered, answer).equals(answer);
        }

        @Override
        public boolean valid(String own) {
            return own.equals(YES) || own.equals(NO);
        }

        private String combined(String a, String b) {
            boolean bothYes = a.equals(YES) && b.equals(YES);
            boolean oneYes = a.equals(YES) || b.equals(YES);
            return (and ? bothYes : oneYes) ? YES : NO;
        }
    }

    /// The smaller, the larger, or each end's own.
    record Numeric(Rule rule, int low, int high) implements Kind {
        /// What becomes of two numbers.
        public enum Rule {
            MINIMUM,
            MAXIMUM,
            /// One end's own, not answered.
            DECLARED
        }

        @Override
        public Optional<String> answer(String offered, String own) {
            return valid(offered) ? Optional.of(Long.toString(combined(offered, own))) : Optional.empty();
        }

        /// A number below the range is taken, if it moves the right way: targets answer such (FirstBurstLength 0).
        @Override
        public boolean admits(String offered, String answer) {
            OptionalLong number = Numbers.number(answer);
            return number.isPresent() && number.getAsLong() <= high && combined(offered, answer) == number.getAsLong();
        }

        @Override
        public boolean valid(String own) {
            OptionalLong number = Numbers.number(own);
            return number.isPresent() && number.getAsLong() >= low && number.getAsLong() <= high;
        }

        private long combined(String offered, String own) {
            long a = Numbers.number(offered).orElse(low);
            long b = Numbers.number(own).orElse(low);
            return switch (rule) {
                case MINIMUM -> Math.min(a, b);
                case MAXIMUM -> Math.max(a, b);
                case DECLARED -> b;
            };
        }
    }

    /// No longer in use: whatever is offered is rejected. Initiators still offer No, which older targets answer by No.
    record Obsolete() implements Kind {
        @Override
        public Optional<String> answer(String offered, String own) {
            return Optional.of(KeyValue.REJECT);
        }

        @Override
        public boolean admits(String offered, String answer) {
            return answer.equals(Flag.NO);
        }

        @Override
        public boolean valid(String own) {
            return own.equals(Flag.NO);
        }
    }

    /// Of no meaning over TCP: the answer is always the same.
    record Fixed(String fixed) implements Kind {
        @Override
        public Optional<String> answer(String offered, String own) {
            return Optional.of(fixed);
        }

        @Override
        public boolean admits(String offered, String answer) {
            return answer.equals(fixed);
        }

        @Override
        public boolean valid(String own) {
            return own.equals(fixed);
        }
    }
}

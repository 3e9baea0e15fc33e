package io.santinel.iscsi.session;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.name.Portal;

/// One try to connect and log in, made by a thread of its own.
interface Login {
    /// How a try ended.
    sealed interface Outcome {
        record Done(Accepted accepted) implements Outcome {}

        /// The target is elsewhere.
        record Moved(Portal portal) implements Outcome {}

        /// The target said no.
        record Refused(IscsiException why) implements Outcome {}

        /// No connection, or one that did not get as far as an answer.
        record Broken(IscsiException why) implements Outcome {}
    }

    /// Connects and logs in; runs in the try's thread.
    ///
    /// @param cmdSn the session's next CmdSN
    /// @param expStatSn of the session's former connection
    /// @param progress told when TCP is up
    Outcome login(Portal portal, int cmdSn, int expStatSn, Progress progress);

    /// Hears how a try gets on.
    interface Progress {
        /// TCP is established.
        ///
        /// @param close ends the try
        void transportUp(Runnable close);
    }
}

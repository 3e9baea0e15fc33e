package io.santinel.iscsi.session;

/// What a session's owner has to do after a step.
public enum SessionEffect {
    /// Connect to the persistent portal and log in.
    CONNECT,
    /// Connect to the portal of the redirect and log in.
    FOLLOW,
    /// Close the socket of the try that is under way, if there is one.
    ABANDON,
    /// Let commands flow, those that waited first.
    RESUME,
    /// Close the connection, keep its commands for the next one.
    SUSPEND,
    /// Fail all commands that wait.
    FAIL_QUEUED,
    /// Send a Logout Request.
    LOGOUT,
    /// The session is over.
    RELEASE
}

package io.algorithmselector.lifecycle;

/** Where the server is between its start and its end; it only ever moves forward. */
public enum Phase {
    /** No catalogue has been read yet, so nobody can say which models there are. */
    UNREAD,
    /** A catalogue is in force. */
    SERVING,
    /** The end has begun: what runs finishes, and nothing new is taken. */
    STOPPING
}

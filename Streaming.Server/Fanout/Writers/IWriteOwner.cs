namespace Streaming.Server.Fanout.Writers;

/// <summary>
/// The owner of bytes that are written to a connection, for example a subscriber. A <see cref="ConnectionWriter"/> reports the progress of
/// the write to the owner, possibly on another thread.
/// </summary>
internal interface IWriteOwner
{
    /// <summary>
    /// The current write to the connection, as a task. The owner keeps the task so that an exception of the task is noticed.
    /// </summary>
    Task Writing { get; set; }

    /// <summary>
    /// Whether the owner itself disconnects a client that accepts no bytes of the write for too long, as a subscriber does. If not, the
    /// writer has to.
    /// </summary>
    bool LimitsTime => true;

    /// <summary>Called when the client has accepted a part of the bytes that are being written to it.</summary>
    void MadeProgress();

    /// <summary>
    /// Called when a write to the connection has ended. <paramref name="ended"/> is true if the connection is broken, and false if the
    /// client has accepted all bytes.
    /// </summary>
    void Written(bool ended);

    /// <summary>Called when the connection to which the bytes are written is broken.</summary>
    void End();
}

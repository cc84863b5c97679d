namespace Streaming.Server.Fanout.Writers;

/// <summary>
/// The owner of the bytes that are written to a connection, such as a subscriber. The <see cref="ConnectionWriter"/> notifies the owner
/// about the progress of the write, from any thread.
/// </summary>
internal interface IWriteOwner
{
    /// <summary>The task of the write that is in progress. The task is kept so that its exception is observed.</summary>
    Task Writing { get; set; }

    /// <summary>Called when the client has accepted a part of the bytes that are being written to it.</summary>
    void MadeProgress();

    /// <summary>
    /// Called when a write has ended, since the client has accepted all bytes or the connection is broken; in the second case
    /// <paramref name="ended"/> is true.
    /// </summary>
    void Written(bool ended);

    /// <summary>Called when the connection to which the bytes are written is broken.</summary>
    void End();
}

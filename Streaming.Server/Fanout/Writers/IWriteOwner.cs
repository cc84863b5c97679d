namespace Streaming.Server.Fanout.Writers;

/// <summary>
/// The owner of the bytes that are written to a connection, such as a subscriber. The <see cref="ConnectionWriter"/> notifies the owner
/// about the progress of the write, from any thread.
/// </summary>
internal interface IWriteOwner
{
    /// <summary>The task of the write that is in progress. The task is kept so that its exception is observed.</summary>
    Task Writing { get; set; }

    /// <summary>Called when the client has accepted a part of the bytes.</summary>
    void MadeProgress();

    /// <summary>Called when the write of the bytes has ended; <paramref name="ended"/> is true if the connection is broken.</summary>
    void Written(bool ended);

    /// <summary>Called when the connection, to which the bytes are written, is broken.</summary>
    void End();
}

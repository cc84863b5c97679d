namespace Streaming.Server.Fanout.Writers;

/// <summary>
/// The owner of the bytes that are written to a connection, such as a subscriber. The <see cref="ConnectionWriter"/> notifies the owner
/// about the progress of the write, from any thread.
/// </summary>
internal interface IWriteOwner
{
    /// <summary>The task of the write that is in progress. The task is kept so that its exception is observed.</summary>
    Task Writing { get; set; }

    /// <summary>Notifies the owner of the bytes that the client has accepted a part of them.</summary>
    void MadeProgress();

    /// <summary>
    /// Notifies the owner of the bytes that the write has ended; <paramref name="ended"/> is true if the connection is broken.
    /// </summary>
    void Written(bool ended);

    /// <summary>Notifies the owner of the bytes that the connection is broken.</summary>
    void End();
}

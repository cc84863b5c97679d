namespace Streaming.Server.Fanout.Writers;

/// <summary>
/// The owner of the bytes that a <see cref="ConnectionWriter"/> writes, such as a subscriber. It is notified about the progress of a write,
/// from any thread.
/// </summary>
internal interface IWriteOwner
{
    /// <summary>The task of the write in progress. It is kept so that its exception is observed.</summary>
    Task Writing { get; set; }

    /// <summary>Reports to the owner that the client has accepted part of the write.</summary>
    void MadeProgress();

    /// <summary>Reports to the owner that the write has ended; <paramref name="ended"/> is true if the connection is broken.</summary>
    void Written(bool ended);

    /// <summary>Reports to the owner that the connection is broken.</summary>
    void End();
}

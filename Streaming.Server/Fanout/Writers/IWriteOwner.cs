namespace Streaming.Server.Fanout.Writers;

/// <summary>
/// The owner of the bytes that a <see cref="ConnectionWriter"/> writes. Receives the progress of a write, from any thread.
/// </summary>
internal interface IWriteOwner
{
    /// <summary>The write in progress. Kept so that its exception is observed.</summary>
    Task Writing { get; set; }

    /// <summary>Reports that the client accepted part of the write.</summary>
    void MadeProgress();

    /// <summary>Reports the end of the write. If <paramref name="ended"/>, the connection is broken.</summary>
    void Written(bool ended);

    /// <summary>Reports that the connection is broken.</summary>
    void End();
}

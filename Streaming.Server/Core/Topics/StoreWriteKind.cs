namespace Streaming.Server.Core.Topics;

/// <summary>The kinds of writes to the store. The server is not ready if the most recent write of any kind failed.</summary>
internal enum StoreWriteKind
{
    /// <summary>Writes that append messages to topics.</summary>
    Appends,

    /// <summary>Writes that change jobs or schedules.</summary>
    Jobs,
}

namespace Streaming.Server.Core.Topics;

/// <summary>The kinds of writes to the store. If the last write of a kind failed, the server is not ready.</summary>
internal enum StoreWork
{
    /// <summary>Writes that append messages to topics.</summary>
    Appends,

    /// <summary>Writes of jobs and of schedules.</summary>
    Jobs,
}

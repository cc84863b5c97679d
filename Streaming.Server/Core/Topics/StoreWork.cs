namespace Streaming.Server.Core.Topics;

/// <summary>The kinds of writes whose failures make the server not ready.</summary>
internal enum StoreWork
{
    /// <summary>Appends of messages.</summary>
    Appends,

    /// <summary>Writes of jobs and schedules.</summary>
    Jobs,
}

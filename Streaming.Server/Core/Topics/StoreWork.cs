namespace Streaming.Server.Core.Topics;

/// <summary>Kinds of writes that the server is ready for.</summary>
internal enum StoreWork
{
    /// <summary>Messages.</summary>
    Appends,

    /// <summary>Jobs and schedules.</summary>
    Jobs,
}

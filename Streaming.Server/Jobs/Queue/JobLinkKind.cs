namespace Streaming.Server.Jobs.Queue;

/// <summary>Lists the reasons why one job waits for another job.</summary>
internal enum JobLinkKind
{
    /// <summary>The waiting job was enqueued with the option to start after the end of the other job.</summary>
    After,

    /// <summary>The other job is a child: the handler of the waiting job has enqueued it.</summary>
    Child,

    /// <summary>The other job has the same key, and was enqueued earlier.</summary>
    Key,
}

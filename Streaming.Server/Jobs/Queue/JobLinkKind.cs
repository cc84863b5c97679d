namespace Streaming.Server.Jobs.Queue;

/// <summary>Lists the reasons for which one job waits for another job.</summary>
internal enum JobLinkKind
{
    /// <summary>The job was enqueued to start after the other job.</summary>
    After,

    /// <summary>The other job is a child that the handler of the job has enqueued.</summary>
    Child,

    /// <summary>The other job has the same key and was enqueued before.</summary>
    Key,
}

namespace Streaming.Server.Jobs;

/// <summary>
/// Arguments of jobs whose arguments, events, result or files contain messages of topics. With a claim for the job, only those read it who
/// may also read these topics; who enqueued
/// it and who administers it always do.
/// </summary>
internal interface ITopicContent
{
    /// <summary>The topics, or patterns of topics.</summary>
    IReadOnlyList<string> ContentTopics { get; }
}

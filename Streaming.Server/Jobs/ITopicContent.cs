namespace Streaming.Server.Jobs;

/// <summary>
/// Arguments of jobs whose arguments, events, result or files contain messages of topics. A caller with a claim for the job can read it
/// only if the caller may also read these topics. The job's owner and callers that administer it can always read it.
/// </summary>
internal interface ITopicContent
{
    /// <summary>The topics, or patterns of topics.</summary>
    IReadOnlyList<string> ContentTopics { get; }
}

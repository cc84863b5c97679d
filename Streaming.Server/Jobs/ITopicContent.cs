namespace Streaming.Server.Jobs;

/// <summary>
/// Marks the arguments of a job that contains messages of topics, for example in its result or its files. If a caller has access to the job
/// only by a claim (a list of topic patterns in its token), the caller must also be allowed to read these topics. The owner and the
/// administrators of a job can always read the job.
/// </summary>
internal interface ITopicContent
{
    /// <summary>The names or the patterns of the topics whose messages the job contains.</summary>
    IReadOnlyList<string> ContentTopics { get; }
}

namespace Streaming.Server.Jobs;

/// <summary>
/// Marks arguments of jobs that contain messages of topics: in the arguments, the events, the result or the files of the job. A caller that
/// may read such a job by a claim (a list of topic patterns in its token) must also be allowed to read these topics. The owner and the
/// administrators of a job can always read it.
/// </summary>
internal interface ITopicContent
{
    /// <summary>The names or the patterns of the topics whose messages the job contains.</summary>
    IReadOnlyList<string> ContentTopics { get; }
}

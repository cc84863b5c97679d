using Streaming.Server.Access.Authorization;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs;

/// <summary>The rule for reading a job. It depends only on properties that never change: the owner, the type and the arguments.</summary>
/// <param name="Owner">The identity of the caller that enqueued the job, or null.</param>
/// <param name="IsPrivate">Whether only the owner, and callers that administer the job, can read it.</param>
/// <param name="Topics">The topics and patterns whose messages the job contains.</param>
internal sealed record JobReadRule(string? Owner, bool IsPrivate, IReadOnlyList<string> Topics)
{
    private static readonly string[] s_none = [];

    /// <summary>
    /// The rule of a job. A job is private if this server does not know its type, since the server cannot tell what the job contains.
    /// </summary>
    public static JobReadRule Of(JobDetails details, JobTypeRegistry types)
    {
        if (!types.TryGet(details.Job.Type, out var type) || type.Options.IsPrivate)
            return new JobReadRule(details.Job.Owner, IsPrivate: true, s_none);
        return type.TryReadArguments(details.Arguments, out var arguments)
            ? new JobReadRule(details.Job.Owner, IsPrivate: false, (arguments as ITopicContent)?.ContentTopics ?? s_none)
            : new JobReadRule(details.Job.Owner, IsPrivate: true, s_none);
    }

    public bool IsOwner(Caller caller) => IsOwner(caller, Owner);

    public static bool IsOwner(Caller caller, string? owner) =>
        caller is { HasToken: true, Identity: { } identity } && string.Equals(owner, identity, StringComparison.Ordinal);
}

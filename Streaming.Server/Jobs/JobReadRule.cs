using Streaming.Server.Access.Authorization;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs;

/// <summary>
/// Decides whether a caller can read a job. The rule depends only on properties of the job that never change: its owner, type and
/// arguments.
/// </summary>
/// <param name="Owner">The identity of the caller that enqueued the job; null for a job of the application itself or of a caller without an
/// identity.</param>
/// <param name="IsPrivate">True if only the owner of the job, and callers that administer the job, can read it.</param>
/// <param name="Topics">The topics and patterns of topics whose messages the job contains. A reader of the job must be allowed to read
/// them.</param>
internal sealed record JobReadRule(string? Owner, bool IsPrivate, IReadOnlyList<string> Topics)
{
    private static readonly string[] s_none = [];

    /// <summary>
    /// Returns the rule for reading a job. A job is private if this server does not know its type or cannot parse its arguments, because
    /// the server then does not know what the job contains.
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

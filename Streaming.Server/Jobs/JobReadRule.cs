using Streaming.Server.Access.Authorization;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs;

/// <summary>Who reads a job. It follows from what never changes in a job: its owner, type and arguments.</summary>
/// <param name="Owner">The identity of who enqueued it, or null.</param>
/// <param name="IsPrivate">Whether nobody but its owner and who administers it reads it.</param>
/// <param name="Topics">The topics and patterns that it has messages of.</param>
internal sealed record JobReadRule(string? Owner, bool IsPrivate, IReadOnlyList<string> Topics)
{
    private static readonly string[] s_none = [];

    /// <summary>
    /// The rule of a job. What a type that this server does not know contains is not known either: such a job is private.
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

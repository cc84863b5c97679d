using System.Security.Claims;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Limits;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Access.Authorization;

/// <summary>Decides what callers may do, for every transport.</summary>
public sealed class AccessControl(ITopicRules rules, IOptions<AccessOptions> options, TimeProvider time, Lazy<ITopicGuard>? guard = null)
{
    private readonly LimitOptions _limits = options.Value.Limits;

    /// <summary>Whether the caller may perform the action.</summary>
    public bool IsAllowed(Caller caller, TopicAction action, TopicName topic)
    {
        if (action == TopicAction.Publish && ReservedTopics.IsWrittenByServer(topic))
            return false;
        if (caller.IsOpen)
            return true;
        if (action == TopicAction.Subscribe && ReservedTopics.IsForAdministrators(topic))
            return caller.TokenLets(TopicAction.Administer, topic) || guard?.Value.MayRead(this, caller, topic) == true;
        return caller.TokenLets(action, topic) || (action != TopicAction.Administer && rules.IsOpenToAll(action, topic));
    }

    /// <summary>
    /// Whether the caller may read every topic that a name or pattern covers. Topics of administrators are covered only by patterns that
    /// begin with their namespace.
    /// </summary>
    public bool MayReadAll(Caller caller, string pattern)
    {
        // A claim matches a pattern, taken as a name, if it is equal or wider. A policy says nothing about the other topics of a pattern.
        var covered = new TopicName(pattern);
        if (!pattern.Contains('*', StringComparison.Ordinal))
            return IsAllowed(caller, TopicAction.Subscribe, covered);
        return caller.IsOpen || caller.TokenLets(
            ReservedTopics.IsForAdministrators(covered) ? TopicAction.Administer : TopicAction.Subscribe, covered);
    }

    /// <summary>Whether the list of topics shows this topic to the caller. Jobs have a list of their own.</summary>
    public bool MayList(Caller caller, TopicName topic) =>
        IsAllowed(caller, ReservedTopics.IsForAdministrators(topic) ? TopicAction.Administer : TopicAction.Subscribe, topic);

    /// <summary>
    /// Loads what <see cref="IsAllowed"/> and <see cref="Authorize(Caller, TopicAction, TopicName)"/> need for the topic. Call it before
    /// them when a caller wants to read.
    /// </summary>
    public ValueTask PrepareAsync(Caller caller, TopicAction action, TopicName topic, CancellationToken cancellationToken) =>
        action == TopicAction.Subscribe && guard is not null && !caller.IsOpen && ReservedTopics.IsForAdministrators(topic)
            ? guard.Value.LoadAsync(topic, cancellationToken) : default;

    /// <summary>Refuses an action that the caller may not perform, after loading what the decision needs.</summary>
    /// <exception cref="RefusalException">As <see cref="Authorize(Caller, TopicAction, TopicName)"/>.</exception>
    public ValueTask AuthorizeAsync(Caller caller, TopicAction action, TopicName topic, CancellationToken cancellationToken)
    {
        var loading = PrepareAsync(caller, action, topic, cancellationToken);
        if (!loading.IsCompletedSuccessfully)
            return AuthorizeAfterAsync(loading, caller, action, topic);
        Authorize(caller, action, topic);
        return default;
    }

    /// <summary>Refuses an action that the caller may not perform.</summary>
    /// <exception cref="RefusalException">Unauthorized: a token is needed. Forbidden: the token does not allow it. Invalid: the topic's
    /// name is too long.</exception>
    public void Authorize(Caller caller, TopicAction action, TopicName topic)
    {
        if (topic.Value.Length > _limits.TopicNameLength)
        {
            throw RefusalException.TooLarge(
                TopicName.LengthLimitKey,
                    $"The topic name has {topic.Value.Length} characters; at most {_limits.TopicNameLength} are allowed " +
                    $"({TopicName.LengthLimitKey}).", RefusalReason.Invalid);
        }

        // The token was valid when it was sent: an upload or a room may have lasted longer.
        if (caller.HasToken && caller.ExpiresAt <= time.GetUtcNow())
            throw new RefusalException(RefusalReason.InvalidToken, "The token has expired; get a new one.");
        if (!IsAllowed(caller, action, topic))
            throw Refusal(caller, action, topic);
    }

    /// <summary>Refuses a sender's name that is too long. Null is allowed.</summary>
    /// <exception cref="RefusalException">The name is too long.</exception>
    public void AuthorizeName(string? name)
    {
        if (name is not null && SenderName.IsLonger(name, _limits.SenderNameLength))
        {
            throw RefusalException.TooLarge(
                SenderName.LengthLimit,
                    $"The name has {SenderName.LengthOf(name)} characters; at most {_limits.SenderNameLength} are allowed " +
                    $"({SenderName.LengthLimit}).", RefusalReason.Invalid);
        }
    }

    /// <summary>
    /// <inheritdoc cref="Authorize(Caller, TopicAction, TopicName)" path="/summary/node()"/> The caller is a principal that the application
    /// has signed in.
    /// </summary>
    /// <exception cref="RefusalException">Unauthorized: a token is needed. Forbidden: the token does not allow it.</exception>
    public void Authorize(ClaimsPrincipal user, TopicAction action, TopicName topic) =>
        Authorize(CallerClaims.Read(user, address: null), action, topic);

    /// <summary>Refuses callers that do not administer every topic.</summary>
    /// <exception cref="RefusalException">Unauthorized: a token is needed. Forbidden: the token does not allow it.</exception>
    public static void AuthorizeAdministrator(Caller caller)
    {
        if (caller.IsOpen || caller.Admin.Contains("*", StringComparer.Ordinal))
            return;
        throw caller.HasToken
            ? new RefusalException(RefusalReason.Forbidden, "The token does not let you do this; it needs a claim 'admin' that is '*'.")
            : new RefusalException(RefusalReason.Unauthorized,
                "A token is needed for this; send 'Authorization: Bearer …' with a token whose claim 'admin' is '*'.");
    }

    private async ValueTask AuthorizeAfterAsync(ValueTask loading, Caller caller, TopicAction action, TopicName topic)
    {
        await loading;
        Authorize(caller, action, topic);
    }

    private static RefusalException Refusal(Caller caller, TopicAction action, TopicName topic)
    {
        if (action == TopicAction.Publish && ReservedTopics.IsWrittenByServer(topic))
            return new RefusalException(RefusalReason.Forbidden, $"Only the server itself writes to {topic}.");
        if (action == TopicAction.Subscribe && caller.HasToken && topic.IsIn(TopicNamespaces.Job))
        {
            return new RefusalException(
                RefusalReason.Forbidden,
                $"The token does not let you read {topic}. A job can be read by the caller that enqueued it, with a claim 'admin' that " +
                    "matches its topic, or with a claim 'subscribe' that begins with 'job:' and also allows the topics that the job " +
                    "contains.");
        }

        var (verb, claim) = action switch
        {
            TopicAction.Publish => ("publish to", "publish"),
            TopicAction.Enqueue => ("enqueue jobs as", "publish"),
            TopicAction.Subscribe when !ReservedTopics.IsForAdministrators(topic) => ("read", "subscribe"),
            TopicAction.Subscribe => ("read", "admin"),
            _ => ("administer", "admin"),
        };
        return caller.HasToken
            ? new RefusalException(RefusalReason.Forbidden,
                $"The token does not let you {verb} {topic}; it needs a claim '{claim}' with this name or a pattern that matches it.")
            : new RefusalException(RefusalReason.Unauthorized,
                $"A token is needed to {verb} {topic}; send 'Authorization: Bearer …' with a token whose claim '{claim}' matches it.");
    }
}

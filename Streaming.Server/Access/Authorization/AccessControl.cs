using System.Security.Claims;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Limits;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Access.Authorization;

/// <summary>
/// Decides which actions (such as publish or subscribe) a caller may perform on a topic. Every transport uses this class.
/// </summary>
public sealed class AccessControl(ITopicRules rules, IOptions<AccessOptions> options, TimeProvider time, Lazy<ITopicGuard>? guard = null)
{
    /// <summary>
    /// The advice in the refusal of a caller without a token. A transport whose clients send tokens in another way replaces it.
    /// </summary>
    internal const string SendToken = "send 'Authorization: Bearer …' with a token";

    private readonly LimitOptions _limits = options.Value.Limits;

    /// <summary>Returns whether the caller may perform an action, such as publish or subscribe, on the topic.</summary>
    public bool IsAllowed(Caller caller, TopicAction action, TopicName topic)
    {
        if (action == TopicAction.Publish && ReservedTopics.IsClosedToPublishers(topic))
            return false;
        if (caller.IsOpen)
            return true;
        if (action == TopicAction.Subscribe && ReservedTopics.IsForAdministrators(topic))
            return caller.TokenAllows(TopicAction.Administer, topic) || guard?.Value.MayRead(this, caller, topic) == true;
        return caller.TokenAllows(action, topic) || (action != TopicAction.Administer && rules.AllowsAnonymous(action, topic));
    }

    /// <summary>
    /// Returns whether the caller may read every topic that matches a name or a pattern such as <c>sport:*</c>. The topics of jobs, audit
    /// and system events match only patterns that begin with their namespace, such as <c>job:*</c>.
    /// </summary>
    public bool MayReadAll(Caller caller, string pattern)
    {
        // The requested pattern (such as sport:*) is treated like the name of a topic and compared with the patterns in the token. So only
        // an equal or a wider pattern in the token grants the permission. Policies that allow access without a token do not count, because
        // a policy may apply to only some of the requested topics.
        var covered = new TopicName(pattern);
        if (!pattern.Contains('*', StringComparison.Ordinal))
            return IsAllowed(caller, TopicAction.Subscribe, covered);
        return caller.IsOpen || caller.TokenAllows(
            ReservedTopics.IsForAdministrators(covered) ? TopicAction.Administer : TopicAction.Subscribe, covered);
    }

    /// <summary>
    /// Returns whether the list of topics shows this topic to the caller. The list does not show topics of jobs, because the HTTP API of
    /// jobs lists the jobs instead.
    /// </summary>
    public bool MayList(Caller caller, TopicName topic) =>
        IsAllowed(caller, ReservedTopics.IsForAdministrators(topic) ? TopicAction.Administer : TopicAction.Subscribe, topic);

    /// <summary>
    /// Returns patterns that match all topics with this beginning for which <see cref="MayList"/> returns true. They may match other topics
    /// too. None are returned if the caller may list no topic.
    /// </summary>
    internal IEnumerable<string> ListablePatterns(Caller caller, TopicName beginning)
    {
        if (caller.IsOpen)
            return ["*"];
        return ReservedTopics.IsForAdministrators(beginning) ? caller.Admin
            : caller.Admin.Concat(caller.Subscribe).Concat(rules.ReadableWithoutToken);
    }

    /// <summary>
    /// Loads the data that decides whether the caller may read the topic, such as the owner of a job. If the action is to read, call this
    /// method before <see cref="IsAllowed"/> and <see cref="Authorize(Caller, TopicAction, TopicName)"/>.
    /// </summary>
    public ValueTask PrepareAsync(Caller caller, TopicAction action, TopicName topic, CancellationToken cancellationToken) =>
        action == TopicAction.Subscribe && guard is not null && !caller.IsOpen && ReservedTopics.IsForAdministrators(topic)
            ? guard.Value.LoadAsync(topic, cancellationToken) : default;

    /// <summary>
    /// Throws if the caller may not perform an action, such as publish or subscribe, on the topic. First loads the data on which this
    /// decision depends, such as the owner of a job.
    /// </summary>
    /// <exception cref="RefusalException">The action needs a token (reason Unauthorized), the token does not allow the action (Forbidden),
    /// or the topic's name is too long (Invalid).</exception>
    public ValueTask AuthorizeAsync(Caller caller, TopicAction action, TopicName topic, CancellationToken cancellationToken)
    {
        var loading = PrepareAsync(caller, action, topic, cancellationToken);
        if (!loading.IsCompletedSuccessfully)
            return AuthorizeAfterAsync(loading, caller, action, topic);
        Authorize(caller, action, topic);
        return default;
    }

    /// <summary>Throws if the caller may not perform an action, such as publish or subscribe, on the topic.</summary>
    /// <exception cref="RefusalException">The action needs a token (reason Unauthorized), the token does not allow the action (Forbidden),
    /// or the topic's name is too long (Invalid).</exception>
    public void Authorize(Caller caller, TopicAction action, TopicName topic)
    {
        if (topic.Value.Length > _limits.TopicNameLength)
        {
            throw RefusalException.TooLarge(
                TopicName.LengthLimitKey,
                    $"The topic name has {topic.Value.Length} characters; at most {_limits.TopicNameLength} are allowed " +
                    $"({TopicName.LengthLimitKey}).", RefusalReason.Invalid);
        }

        // The token was valid when the request arrived. Its expiry is checked again here, because an upload or a connection may continue
        // after the token has expired.
        if (caller.HasToken && caller.ExpiresAt <= time.GetUtcNow())
            throw new RefusalException(RefusalReason.InvalidToken, "The token has expired; get a new one.");
        if (!IsAllowed(caller, action, topic))
            throw Refusal(caller, action, topic);
    }

    /// <summary>Throws if the name of a sender or room member is too long. A null name is allowed.</summary>
    /// <exception cref="RefusalException">The name is longer than <c>Access:Limits:SenderNameLength</c>.</exception>
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
    /// Throws if a user of the hosting application may not perform the action on the topic. The user is a principal that the hosting
    /// application has signed in.
    /// </summary>
    /// <exception cref="RefusalException">The action needs a token (reason Unauthorized), or the user's claims do not allow the action
    /// (Forbidden).</exception>
    public void Authorize(ClaimsPrincipal user, TopicAction action, TopicName topic) =>
        Authorize(CallerClaims.Read(user, address: null), action, topic);

    /// <summary>Throws if the caller is not an administrator of every topic (claim <c>"admin": "*"</c>).</summary>
    /// <exception cref="RefusalException">The action needs a token (reason Unauthorized), or the token does not allow the action
    /// (Forbidden).</exception>
    public static void AuthorizeAdministrator(Caller caller)
    {
        if (caller.IsOpen || caller.Admin.Contains("*", StringComparer.Ordinal))
            return;
        throw caller.HasToken
            ? new RefusalException(RefusalReason.Forbidden, "The token does not let you do this; it needs a claim 'admin' that is '*'.")
            : new RefusalException(RefusalReason.Unauthorized,
                $"A token is needed for this; {SendToken} whose claim 'admin' is '*'.");
    }

    private async ValueTask AuthorizeAfterAsync(ValueTask loading, Caller caller, TopicAction action, TopicName topic)
    {
        await loading;
        Authorize(caller, action, topic);
    }

    private static RefusalException Refusal(Caller caller, TopicAction action, TopicName topic)
    {
        if (action == TopicAction.Publish && ReservedTopics.IsClosedToPublishers(topic))
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
                $"A token is needed to {verb} {topic}; {SendToken} whose claim '{claim}' matches it.");
    }
}

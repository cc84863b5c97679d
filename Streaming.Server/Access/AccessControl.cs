using System.Security.Claims;
using Microsoft.Extensions.Options;
using Streaming.Server.Messages;

namespace Streaming.Server.Access;

/// <summary>The one place that decides who may do what. Every transport asks it.</summary>
public sealed class AccessControl(ITopicRules rules, IOptions<AccessOptions> options, TimeProvider time)
{
    private readonly LimitOptions _limits = options.Value.Limits;

    /// <summary>Whether the caller may.</summary>
    public bool May(Caller caller, TopicAction action, TopicName topic)
    {
        if (action == TopicAction.Publish && ReservedTopics.IsWrittenByServer(topic))
            return false;
        if (caller.IsOpen)
            return true;
        if (action == TopicAction.Subscribe && ReservedTopics.IsForAdministrators(topic))
            action = TopicAction.Administer;
        return caller.TokenLets(action, topic) || (action != TopicAction.Administer && rules.IsOpenToAll(action, topic));
    }

    /// <summary>Refuses what the caller may not.</summary>
    /// <exception cref="RefusalException">Unauthorized: a token is needed. Forbidden: the token does not say so. Invalid: the topic's name is too long.</exception>
    public void Demand(Caller caller, TopicAction action, TopicName topic)
    {
        if (topic.Value.Length > _limits.TopicNameLength)
        {
            throw RefusalException.TooLarge(
                TopicName.LengthLimit, $"The topic name has {topic.Value.Length} characters; at most {_limits.TopicNameLength} are allowed ({TopicName.LengthLimit}).", RefusalReason.Invalid);
        }

        // It was valid when it was sent: an upload or a room may have outlived it.
        if (caller.HasToken && caller.ExpiresAt <= time.GetUtcNow())
            throw new RefusalException(RefusalReason.InvalidToken, "The token has expired; get a new one.");
        if (!May(caller, action, topic))
            throw Refusal(caller, action, topic);
    }

    /// <summary>Refuses a name that somebody claims and that is longer than it may be; none at all is fine.</summary>
    /// <exception cref="RefusalException">It is.</exception>
    public void DemandName(string? name)
    {
        if (name?.Length > _limits.SenderNameLength)
        {
            throw RefusalException.TooLarge(
                SenderName.LengthLimit, $"The name has {name.Length} characters; at most {_limits.SenderNameLength} are allowed ({SenderName.LengthLimit}).", RefusalReason.Invalid);
        }
    }

    /// <summary>As <see cref="Demand(Caller, TopicAction, TopicName)"/>, for whoever an application has signed in itself.</summary>
    /// <exception cref="RefusalException">As above.</exception>
    public void Demand(ClaimsPrincipal user, TopicAction action, TopicName topic) => Demand(CallerClaims.Read(user, address: null), action, topic);

    /// <summary>Refuses who does not administer every topic.</summary>
    /// <exception cref="RefusalException">As above.</exception>
    public void DemandAdministrator(Caller caller)
    {
        if (caller.IsOpen || caller.Admin.Contains("*", StringComparer.Ordinal))
            return;
        throw caller.HasToken
            ? new RefusalException(RefusalReason.Forbidden, "The token does not let you do this; it needs a claim 'admin' that is '*'.")
            : new RefusalException(RefusalReason.Unauthorized, "A token is needed for this; send 'Authorization: Bearer …' with a token whose claim 'admin' is '*'.");
    }

    private static RefusalException Refusal(Caller caller, TopicAction action, TopicName topic)
    {
        if (action == TopicAction.Publish && ReservedTopics.IsWrittenByServer(topic))
            return new RefusalException(RefusalReason.Forbidden, $"Only the server itself writes to {topic}.");
        var (verb, claim) = action switch
        {
            TopicAction.Publish => ("publish to", "publish"),
            TopicAction.Enqueue => ("enqueue jobs as", "publish"),
            TopicAction.Subscribe when !ReservedTopics.IsForAdministrators(topic) => ("read", "subscribe"),
            TopicAction.Subscribe => ("read", "admin"),
            _ => ("administer", "admin"),
        };
        return caller.HasToken
            ? new RefusalException(RefusalReason.Forbidden, $"The token does not let you {verb} {topic}; it needs a claim '{claim}' with this name or a pattern that matches it.")
            : new RefusalException(RefusalReason.Unauthorized, $"A token is needed to {verb} {topic}; send 'Authorization: Bearer …' with a token whose claim '{claim}' matches it.");
    }
}

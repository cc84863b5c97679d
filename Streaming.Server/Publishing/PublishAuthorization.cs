using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Publishing;

/// <summary>
/// Checks whether a caller may publish messages: the caller's permission, the senders of the messages, and the caller's rate limits.
/// </summary>
internal sealed class PublishAuthorization(AccessControl control, PublishRateLimiter rates, NewTopicLimiter newTopics)
{
    /// <summary>Checks whether a caller may publish the messages to the topic, and sets the senders of the messages.</summary>
    /// <exception cref="RefusalException">The caller has no permission, names another sender, or exceeds a rate limit.</exception>
    public ValueTask<IReadOnlyList<NewMessage>> AuthorizeAsync(
        Caller by, TopicName topic, IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken)
    {
        control.Authorize(by, TopicAction.Publish, topic);
        for (var i = 0; i < messages.Count; i++)
            control.AuthorizeName(messages[i].Sender);
        // Fast path: anonymous callers that are not rate-limited need no further checks.
        return by is { HasToken: false, Address: null } ? ValueTask.FromResult(messages)
            : CountAsync(by, topic, messages, cancellationToken);
    }

    private async ValueTask<IReadOnlyList<NewMessage>> CountAsync(
        Caller by, TopicName topic, IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken)
    {
        // An administrator of the topic may set any sender and is not rate-limited.
        var isTrusted = by.HasToken && control.IsAllowed(by, TopicAction.Administer, topic);
        var signed = by.HasToken ? Sign(by, messages, isTrusted) : messages;
        if (isTrusted)
            return signed;
        await newTopics.CountAsync(by, topic, cancellationToken);
        rates.SpendMessages(by, messages.Count);
        return signed;
    }

    private static NewMessage[] Sign(Caller by, IReadOnlyList<NewMessage> messages, bool isAdministrator)
    {
        var signed = new NewMessage[messages.Count];
        for (var i = 0; i < signed.Length; i++)
        {
            var (message, sender) = (messages[i], SenderPolicy.GetSender(by, messages[i].Sender, isAdministrator));
            signed[i] = message.Sender is null ? message with { Sender = sender } : message;
        }

        return signed;
    }
}

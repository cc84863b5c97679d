using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Publishing;

/// <summary>
/// Checks whether a caller may publish messages: checks the permission of the caller, the sender of each message, and the caller's rate
/// limits.
/// </summary>
internal sealed class PublishAuthorization(AccessControl control, PublishRateLimiter rates, NewTopicLimiter newTopics)
{
    /// <summary>
    /// Throws if the caller may not publish the messages to the topic. Returns the messages with their senders: the name in the token, if a
    /// message names no sender.
    /// </summary>
    /// <exception cref="RefusalException">The caller has no permission, a message names a sender that differs from the name in the token,
    /// or the caller exceeds a rate limit.</exception>
    public ValueTask<IReadOnlyList<NewMessage>> AuthorizeAsync(
        Caller by, TopicName topic, IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken)
    {
        control.Authorize(by, TopicAction.Publish, topic);
        for (var i = 0; i < messages.Count; i++)
            control.AuthorizeName(messages[i].Sender);
        // Fast path: no further check applies to callers that have no token and are not rate-limited.
        return by is { HasToken: false, Address: null } ? ValueTask.FromResult(messages)
            : CountAsync(by, topic, messages, cancellationToken);
    }

    private async ValueTask<IReadOnlyList<NewMessage>> CountAsync(
        Caller by, TopicName topic, IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken)
    {
        // An administrator of the topic may publish with any sender and is not rate-limited.
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

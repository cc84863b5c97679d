using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Publishing;

/// <summary>What a publish of a caller's must pass: they may, they say who they are, and they do not take more than their share.</summary>
internal sealed class PublishAuthorization(AccessControl control, PublishRateLimiter rates, NewTopicLimiter newTopics)
{
    /// <summary>Lets the messages in, with their senders.</summary>
    /// <exception cref="RefusalException">The caller may not, names another sender, or publishes too much.</exception>
    public ValueTask<IReadOnlyList<NewMessage>> AuthorizeAsync(Caller by, TopicName topic, IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken)
    {
        control.Authorize(by, TopicAction.Publish, topic);
        for (var i = 0; i < messages.Count; i++)
            control.AuthorizeName(messages[i].Sender);
        // Nobody in particular, from this machine or with nothing counted: most publishes, thousands of them a second.
        return by is { HasToken: false, Address: null } ? ValueTask.FromResult(messages) : CountAsync(by, topic, messages, cancellationToken);
    }

    private async ValueTask<IReadOnlyList<NewMessage>> CountAsync(Caller by, TopicName topic, IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken)
    {
        // Who administers a topic speaks for others, and is trusted with it.
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

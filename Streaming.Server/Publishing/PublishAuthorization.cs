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
    /// Throws a refusal if the caller may not publish the messages to the topic. Otherwise returns the messages with their senders. A
    /// message without a sender gets the name in the caller's token. Repeated messages, which are stored already, do not count in the rate
    /// limit.
    /// </summary>
    /// <exception cref="RefusalException">The caller has no permission, a message names a sender that differs from the name in the token,
    /// or the caller exceeds a rate limit.</exception>
    public ValueTask<IReadOnlyList<NewMessage>> AuthorizeAsync(
        Caller caller, TopicName topic, IReadOnlyList<NewMessage> messages, bool isRepeated, CancellationToken cancellationToken)
    {
        control.Authorize(caller, TopicAction.Publish, topic);
        for (var i = 0; i < messages.Count; i++)
            control.AuthorizeName(messages[i].Sender);
        // Fast path: a caller that has no token and is not rate-limited needs no further checks.
        return caller is { HasToken: false, Address: null } ? ValueTask.FromResult(messages)
            : CountAsync(caller, topic, messages, isRepeated, cancellationToken);
    }

    /// <summary>Counts messages of a caller in its rate limit, without publishing them.</summary>
    /// <exception cref="RefusalException">The caller exceeds its rate limit.</exception>
    public ValueTask CountAsync(Caller caller, TopicName topic, int count, CancellationToken cancellationToken) =>
        PerSecond(caller, topic) == int.MaxValue ? ValueTask.CompletedTask : rates.CountMessagesAsync(caller, count, cancellationToken);

    /// <summary>
    /// Counts a caller that joins a room. Its join and its leave are messages of the room, so without this count a client that may only
    /// read could fill the log.
    /// </summary>
    /// <exception cref="RefusalException">The caller exceeds its rate limit.</exception>
    public void CountJoin(Caller caller, TopicName topic)
    {
        if (PerSecond(caller, topic) < int.MaxValue)
            rates.CountJoin(caller);
    }

    /// <summary>Returns the number of messages that the rate limit of a caller allows in each second.</summary>
    public int PerSecond(Caller caller, TopicName topic) =>
        caller is { HasToken: false, Address: null } || IsTrusted(caller, topic) ? int.MaxValue : rates.PerSecond;

    /// <summary>
    /// Waits until a caller whose messages exceeded the rate limit may publish them. Returns false, at once, if too many callers wait
    /// already.
    /// </summary>
    public ValueTask<bool> TryWaitAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        rates.TryWaitAsync(delay, cancellationToken);

    /// <summary>
    /// Throws a refusal if the caller may not read the topic, for example because the topic belongs to a job of another caller.
    /// </summary>
    public ValueTask AuthorizeReadAsync(Caller caller, TopicName topic, CancellationToken cancellationToken) =>
        control.AuthorizeAsync(caller, TopicAction.Subscribe, topic, cancellationToken);

    /// <summary>Throws a refusal if the caller is not an administrator of the topic.</summary>
    public ValueTask AuthorizeAdministrationAsync(Caller caller, TopicName topic, CancellationToken cancellationToken) =>
        control.AuthorizeAsync(caller, TopicAction.Administer, topic, cancellationToken);

    private async ValueTask<IReadOnlyList<NewMessage>> CountAsync(
        Caller caller, TopicName topic, IReadOnlyList<NewMessage> messages, bool isRepeated, CancellationToken cancellationToken)
    {
        var isTrusted = IsTrusted(caller, topic);
        var signed = caller.HasToken ? Sign(caller, messages, isTrusted) : messages;
        if (isTrusted)
            return signed;
        await newTopics.CountAsync(caller, topic, cancellationToken);
        if (!isRepeated)
            await rates.CountMessagesAsync(caller, messages.Count, cancellationToken);
        return signed;
    }

    // An administrator of the topic may publish with any sender and is not rate-limited.
    private bool IsTrusted(Caller caller, TopicName topic) =>
        caller.HasToken && control.IsAllowed(caller, TopicAction.Administer, topic);

    private static NewMessage[] Sign(Caller caller, IReadOnlyList<NewMessage> messages, bool isAdministrator)
    {
        var signed = new NewMessage[messages.Count];
        for (var i = 0; i < signed.Length; i++)
        {
            var (message, sender) = (messages[i], SenderPolicy.GetSender(caller, messages[i].Sender, isAdministrator));
            signed[i] = message.Sender is null ? message with { Sender = sender } : message;
        }

        return signed;
    }
}

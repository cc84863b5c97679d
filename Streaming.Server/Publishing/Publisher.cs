using System.Buffers;
using Streaming.Server.Access;
using Streaming.Server.Messages;
using Streaming.Server.Topics;

namespace Streaming.Server.Publishing;

/// <summary>The one door in: whatever the transport, a message is checked against its topic's policy here, and is durable when the call returns.</summary>
public sealed class Publisher
{
    /// <summary>The longest idempotency key, in characters.</summary>
    public const int MaxKeyLength = 200;

    /// <summary>The key of the limit of a message's size.</summary>
    internal const string SizeLimit = "Topics:Policies:MaxMessageBytes";

    private static readonly SearchValues<char> s_visible = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c)]);

    private readonly TopicRegistry _topics;
    private readonly TopicPolicies _policies;
    private readonly PublishGate _gate;

    internal Publisher(TopicRegistry topics, TopicPolicies policies, PublishGate gate) => (_topics, _policies, _gate) = (topics, policies, gate);

    /// <summary>Publishes messages of a caller's, all or none: what they may is asked, and the sender is the token's own.</summary>
    /// <param name="by">Who publishes.</param>
    /// <param name="topic">The topic; it need not exist.</param>
    /// <param name="messages">At least one.</param>
    /// <param name="idempotencyKey">As below.</param>
    /// <param name="preceding">As below.</param>
    /// <param name="cancellationToken">As below.</param>
    /// <exception cref="RefusalException">The caller may not, or as below.</exception>
    public async ValueTask<PublishAnswer> PublishAsync(
        Caller by, TopicName topic, IReadOnlyList<NewMessage> messages, string? idempotencyKey, long preceding, CancellationToken cancellationToken) =>
        await PublishAsync(topic, await _gate.AdmitAsync(by, topic, messages, cancellationToken), idempotencyKey, preceding, cancellationToken);

    /// <summary>Publishes messages of the application's own to one topic, all or none. Nobody is asked whether it may.</summary>
    /// <param name="topic">The topic; it need not exist.</param>
    /// <param name="messages">At least one.</param>
    /// <param name="idempotencyKey">A key under which the same publish counts once within 24 h, or null.</param>
    /// <param name="preceding">For an upload in several calls under one key: how many messages the earlier calls had.</param>
    /// <param name="cancellationToken">Stops waiting; a publish that was taken is still carried out.</param>
    /// <exception cref="RefusalException">A message is too large, the key is not valid, or the log does not take it.</exception>
    public async ValueTask<PublishAnswer> PublishAsync(
        TopicName topic, IReadOnlyList<NewMessage> messages, string? idempotencyKey = null, long preceding = 0, CancellationToken cancellationToken = default)
    {
        CheckKey(idempotencyKey);
        CheckSizes(topic, messages);
        var result = await _topics.AppendAsync(topic, messages, idempotencyKey, preceding, cancellationToken);
        return new PublishAnswer(
            topic.Value, new Position(result.Epoch, result.First).ToString(), new Position(result.Epoch, result.Last).ToString(), result.Count, result.Subscribers);
    }

    /// <summary>Publishes one message.</summary>
    /// <exception cref="RefusalException">As above.</exception>
    public ValueTask<PublishAnswer> PublishAsync(TopicName topic, NewMessage message, CancellationToken cancellationToken = default) =>
        PublishAsync(topic, [message], cancellationToken: cancellationToken);

    /// <summary>Lets messages of a caller's in as if they were published now: for whoever publishes them later.</summary>
    /// <exception cref="RefusalException">The caller may not, or a message is too large.</exception>
    internal async ValueTask<IReadOnlyList<NewMessage>> AdmitAsync(Caller by, TopicName topic, IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken)
    {
        CheckSizes(topic, messages);
        return await _gate.AdmitAsync(by, topic, messages, cancellationToken);
    }

    /// <summary>Refuses messages that are larger than the topic allows.</summary>
    /// <exception cref="RefusalException">One is.</exception>
    internal void CheckSizes(TopicName topic, IReadOnlyList<NewMessage> messages)
    {
        var limit = _policies.For(topic).MaxMessageBytes;
        foreach (var message in messages)
            CheckSize(message.Data.Length, limit);
    }

    /// <summary>The largest message of a topic, in bytes of data.</summary>
    public int MaxMessageBytes(TopicName topic) => _policies.For(topic).MaxMessageBytes;

    /// <summary>Refuses data that is larger than a topic allows.</summary>
    /// <exception cref="RefusalException">It is.</exception>
    public static void CheckSize(long bytes, int limit)
    {
        if (bytes > limit)
            throw RefusalException.TooLarge(SizeLimit, $"The message is larger than the {limit} bytes this topic allows; send smaller messages, or raise MaxMessageBytes in the topic's policy.");
    }

    /// <summary>Refuses an idempotency key that is none; null is fine.</summary>
    /// <exception cref="RefusalException">It is not one.</exception>
    internal static void CheckKey(string? key)
    {
        if (key is not null && (key.Length is 0 or > MaxKeyLength || key.AsSpan().ContainsAnyExcept(s_visible)))
            throw RefusalException.Invalid($"The Idempotency-Key is not valid; use 1 to {MaxKeyLength} visible ASCII characters, such as a UUID.");
    }
}

/// <summary>The answer to a publish.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="First">The position of the first message.</param>
/// <param name="Last">The position of the last one.</param>
/// <param name="Count">How many.</param>
/// <param name="Subscribers">How many readers the topic had on this node.</param>
public sealed record PublishAnswer(string Topic, string First, string Last, long Count, int Subscribers);

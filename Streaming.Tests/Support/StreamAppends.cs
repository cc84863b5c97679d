using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;

namespace Streaming.Tests.Support;

/// <summary>Short helper methods for topics with properties.</summary>
internal static class StreamAppends
{
    /// <summary>Creates a topic with the given first messages.</summary>
    public static Task<AppendResult> CreateAsync(this ITopicLog log, string topic, TopicCreation? creation = null, params string[] texts) =>
        log.AppendAsync(Appends.Of(topic, texts) with { Creation = creation ?? new TopicCreation { ContentType = "text/plain" } });

    /// <summary>Appends messages with conditions.</summary>
    public static Task<AppendResult> AppendAsync(
        this ITopicLog log, string topic, AppendConditions conditions, params string[] texts) =>
        log.AppendAsync(Appends.Of(topic, texts) with { Conditions = conditions with { MustExist = true } });

    /// <summary>Appends one message as a request of a producer.</summary>
    public static Task<AppendResult> ProduceAsync(this ITopicLog log, string topic, string producer, long epoch, long seq, string text) =>
        log.AppendAsync(topic, new AppendConditions { Producer = new ProducerStamp(producer, epoch, seq) }, text);

    /// <summary>Closes a topic.</summary>
    public static Task<AppendResult> CloseAsync(this ITopicLog log, string topic, params string[] texts) =>
        log.AppendAsync(topic, new AppendConditions { Closes = true }, texts);

    /// <summary>Deletes a topic.</summary>
    public static async Task<DeleteOutcome> DeleteAsync(this ITopicLog log, string topic) =>
        await log.DeleteAsync(new TopicName(topic), expiredAt: null, CancellationToken.None).OrTimeout();

    /// <summary>Forks a topic.</summary>
    public static Task<AppendResult> ForkAsync(
        this ITopicLog log, string topic, string source, long? offset = null, params string[] texts) =>
        log.CreateAsync(
            topic, new TopicCreation { Fork = new ForkRequest(new TopicName(source), SourceEpoch: null, offset, SubOffset: 0) }, texts);

    public static AppendOutcome? Outcome(this AppendResult result) => result.Verdict?.Outcome;
}

using System.Diagnostics.CodeAnalysis;

namespace Streaming.Server.Core.Messages;

/// <summary>
/// Maps the path of a stream in the Durable Streams protocol to a topic. The name of the topic consists of the segments of the path, joined
/// with colons: both <c>/v1/stream/chat/42</c> and <c>/v1/stream/chat:42</c> are the topic <c>chat:42</c>.
/// </summary>
internal static class StreamPath
{
    /// <summary>The beginning of the paths of all streams in the Durable Streams protocol.</summary>
    public const string Root = "/v1/stream/";

    /// <summary>The first segment of the paths that the Durable Streams protocol reserves. No stream may have such a path.</summary>
    public const string Reserved = "__ds";

    /// <summary>Returns the topic that belongs to the path of a stream.</summary>
    /// <param name="path">The path of the stream without its beginning (<see cref="Root"/>), without percent-encoding.</param>
    /// <exception cref="RefusalException">The path is not a valid path of a stream.</exception>
    public static TopicName Parse(string? path)
    {
        if (TryParse(path, out var topic, out var refusal))
            return topic;
        throw refusal;
    }

    /// <summary>Returns the path of the stream of a topic, with one segment for each part of the topic's name.</summary>
    public static string Of(TopicName topic) => Root + NameOf(topic);

    /// <summary>
    /// Returns the name of the stream that belongs to a topic: the path of the stream without the beginning <see cref="Root"/>.
    /// </summary>
    public static string NameOf(TopicName topic) => topic.Value.Replace(':', '/');

    /// <summary>Returns the topic of the stream whose name a request contains. The name may have slashes at its start and end.</summary>
    /// <exception cref="RefusalException">The name is not a valid name of a stream.</exception>
    public static TopicName ParseName(string? name) => Parse(name?.Trim('/'));

    /// <summary>
    /// Finds the topic that belongs to the path of a stream. If the path is not valid, returns false, and the refusal states the reason.
    /// </summary>
    public static bool TryParse(string? path, out TopicName topic, [NotNullWhen(false)] out RefusalException? refusal)
    {
        topic = default;
        refusal = null;
        if (string.IsNullOrEmpty(path))
            refusal = RefusalException.Invalid($"The path names no stream; write its name after {Root}, such as {Root}chat/42.");
        else if (IsReserved(path))
            refusal = new RefusalException(
                RefusalReason.NotFound,
                $"Paths that begin with {Reserved} are reserved for subscriptions; choose another name for the stream.");
        else if (path.Contains("//", StringComparison.Ordinal) || path[0] == '/' || path[^1] == '/')
            refusal = RefusalException.Invalid("The path has an empty segment; write one slash between two segments, and none at the end.");
        else if (!TopicName.TryParse(path.Replace('/', ':'), out topic, out var sentence))
            refusal = path.Length > TopicName.MaxLength
                ? RefusalException.TooLarge(TopicName.LengthLimitKey, sentence, RefusalReason.Invalid)
                : RefusalException.Invalid(sentence);
        return refusal is null;
    }

    private static bool IsReserved(string path) =>
        path.StartsWith(Reserved, StringComparison.Ordinal) && (path.Length == Reserved.Length || path[Reserved.Length] is '/' or ':');
}

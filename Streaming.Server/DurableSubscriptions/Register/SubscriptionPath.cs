using Streaming.Server.Core.Messages;

namespace Streaming.Server.DurableSubscriptions.Register;

/// <summary>
/// Converts the paths of streams to the names of their topics: the segments of a path are joined by colons, so that the stream
/// <c>chat/42</c> is the topic <c>chat:42</c>.
/// </summary>
internal static class SubscriptionPath
{
    /// <summary>Returns the topic of the stream with a path. Slashes at the start and at the end of the path are ignored.</summary>
    /// <exception cref="RefusalException">The path cannot be the path of a stream.</exception>
    public static TopicName Parse(string? path) => TopicName.Parse(path?.Trim('/').Replace('/', ':'));

    public static string Of(TopicName topic) => topic.Value.Replace(':', '/');
}

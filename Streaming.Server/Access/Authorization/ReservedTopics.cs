using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Authorization;

/// <summary>
/// The topics to which only the server itself publishes, so that clients cannot publish forged events of jobs or audit entries.
/// </summary>
public static class ReservedTopics
{
    /// <summary>
    /// The topic of the audit trail, which contains refused requests and actions of administrators. Only administrators may read it.
    /// </summary>
    public static readonly TopicName Audit = new(TopicNamespaces.Audit + "log");

    // The beginnings of the names of topics in which only the server publishes: audit entries, events of jobs, and events of the server.
    private static readonly string[] s_writtenByServer = [TopicNamespaces.Audit, TopicNamespaces.Job, TopicNamespaces.System];
    private static readonly string[] s_forAdministrators = [TopicNamespaces.Audit, TopicNamespaces.System, TopicNamespaces.Job];

    /// <summary>Returns whether only the server may publish to the topic.</summary>
    public static bool IsWrittenByServer(TopicName topic) => BeginsWithAny(topic, s_writtenByServer);

    /// <summary>
    /// Returns whether clients may not publish to the topic: only the server publishes there, or the topic reports that a room has members.
    /// </summary>
    internal static bool IsClosedToPublishers(TopicName topic) => IsWrittenByServer(topic) || topic.IsIn(TopicNamespaces.Presence);

    /// <summary>
    /// Returns whether only administrators may read the topic. An <see cref="ITopicGuard"/> can allow further callers to read the topic,
    /// such as the owner of a job. A pattern in a token matches such a topic only if it begins with the topic's namespace.
    /// </summary>
    public static bool IsForAdministrators(TopicName topic) => BeginsWithAny(topic, s_forAdministrators);

    private static bool BeginsWithAny(TopicName topic, string[] namespaces) => Array.Exists(namespaces, topic.IsIn);
}

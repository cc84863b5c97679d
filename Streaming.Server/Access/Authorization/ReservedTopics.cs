using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Authorization;

/// <summary>The topics to which only the server itself publishes, so that clients cannot forge their messages.</summary>
public static class ReservedTopics
{
    /// <summary>The topic of the audit trail: refused requests and actions of administrators. Only administrators may read it.</summary>
    public static readonly TopicName Audit = new(TopicNamespaces.Audit + "log");

    // The namespaces of the audit trail, of the events of jobs and of the events of the server.
    private static readonly string[] s_writtenByServer = [TopicNamespaces.Audit, TopicNamespaces.Job, TopicNamespaces.System];
    private static readonly string[] s_forAdministrators = [TopicNamespaces.Audit, TopicNamespaces.System, TopicNamespaces.Job];

    /// <summary>Returns whether only the server may publish to the topic.</summary>
    public static bool IsWrittenByServer(TopicName topic) => BeginsWithAny(topic, s_writtenByServer);

    /// <summary>
    /// Returns whether only administrators may read the topic. An <see cref="ITopicGuard"/> can allow it to other callers too, such as the
    /// owner of a job. Of the patterns in tokens, only those that begin with the topic's namespace match such a topic.
    /// </summary>
    public static bool IsForAdministrators(TopicName topic) => BeginsWithAny(topic, s_forAdministrators);

    private static bool BeginsWithAny(TopicName topic, string[] namespaces) => Array.Exists(namespaces, topic.IsIn);
}

using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Authorization;

/// <summary>Topics that only the server writes to, so that their messages cannot be forged.</summary>
public static class ReservedTopics
{
    /// <summary>The audit trail: refusals and administrative acts. Only administrators may read it.</summary>
    public static readonly TopicName Audit = new(TopicNamespaces.Audit + "log");

    // Events of jobs, and events of the server.
    private static readonly string[] s_writtenByServer = [TopicNamespaces.Audit, TopicNamespaces.Job, TopicNamespaces.System];
    private static readonly string[] s_forAdministrators = [TopicNamespaces.Audit, TopicNamespaces.System, TopicNamespaces.Job];

    /// <summary>Whether only the server may publish to the topic.</summary>
    public static bool IsWrittenByServer(TopicName topic) => BeginsWithAny(topic, s_writtenByServer);

    /// <summary>
    /// Whether only administrators may read the topic, and other callers only if an <see cref="ITopicGuard"/> allows it. Only patterns that
    /// begin with the namespace match such topics.
    /// </summary>
    public static bool IsForAdministrators(TopicName topic) => BeginsWithAny(topic, s_forAdministrators);

    private static bool BeginsWithAny(TopicName topic, string[] namespaces) => Array.Exists(namespaces, topic.IsIn);
}

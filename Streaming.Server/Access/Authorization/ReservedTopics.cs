using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Authorization;

/// <summary>Topics that the server writes itself, so that nobody can forge what they tell.</summary>
public static class ReservedTopics
{
    /// <summary>Who was refused and who administered what; read by administrators only.</summary>
    public static readonly TopicName Audit = new(TopicNamespaces.Audit + "log");

    // Jobs tell their lives, the server tells of itself.
    private static readonly string[] s_writtenByServer = [TopicNamespaces.Audit, TopicNamespaces.Job, TopicNamespaces.System];
    private static readonly string[] s_forAdministrators = [TopicNamespaces.Audit, TopicNamespaces.System, TopicNamespaces.Job];

    /// <summary>Whether only the server publishes here.</summary>
    public static bool IsWrittenByServer(TopicName topic) => BeginsWithAny(topic, s_writtenByServer);

    /// <summary>Whether administrators read here, and others only what an <see cref="ITopicGuard"/> lets them. Patterns reach such topics only where they begin with the namespace.</summary>
    public static bool IsForAdministrators(TopicName topic) => BeginsWithAny(topic, s_forAdministrators);

    private static bool BeginsWithAny(TopicName topic, string[] namespaces) => Array.Exists(namespaces, topic.IsIn);
}
